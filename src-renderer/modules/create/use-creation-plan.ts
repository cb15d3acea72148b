import { watch } from 'vue';
import type { CreateInput } from '#shared/model/create.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { usePick } from '../files/use-pick.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';
import { useCreateStore } from './create.store.ts';
import { planImage } from './plan-image.ts';
import { stepsBefore } from './steps.ts';
import { useAnswer } from './use-answer.ts';

/** Keeps what the image will take, and what is in its way, up to date with the answers. */
export function useCreationPlan(): void {
  const backend = useBackend();
  const host = useAboutStore();
  const jobs = useJobsStore();
  const store = useCreateStore();
  const { grant } = usePick();

  /** A job elsewhere that begins or ends is no reason to ask again, which takes the button away meanwhile. */
  function takenBeside(target: string): readonly string[] {
    const folder = host.paths.folderOf(target);
    return jobs.activeTargets.filter((path) => host.paths.folderOf(path) === folder);
  }

  /** A choice of the folder grants it, so the same folder is worth another question. */
  const planned = (input: CreateInput) => ({ input, extension: store.extension, taken: takenBeside(input.target) });

  useAnswer({
    question: () => (store.jobId === undefined ? store.disk : undefined),
    ask: async (disk, signal) => (await backend.api()).create.measure(disk, signal),
    take: (answer) => {
      store.sizes = answer;
    },
  });

  useAnswer({
    // Only from the step on that shows the folder, since asking takes it for the person's choice.
    question: () =>
      store.jobId === undefined && store.input && stepsBefore(store.furthest).includes('storage')
        ? { ...planned(store.input), chosen: store.chosenFolder }
        : undefined,
    ask: async (question, signal) => {
      await grant([host.paths.folderOf(question.input.target)]);
      return planImage(await backend.api(), { ...question, paths: host.paths }, signal);
    },
    take: (answer) => {
      store.plan = answer;
    },
  });

  // A name that nobody has typed gives way by itself.
  watch(
    () => store.plan,
    (plan) => {
      if (plan.kind !== 'known' || store.typedName !== undefined) return;
      store.freeName = plan.value.freeName ?? store.freeName;
    },
  );
}
