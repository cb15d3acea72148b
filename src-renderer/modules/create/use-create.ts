import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { createText } from '../../text/create.ts';
import { useCreateStore } from './create.store.ts';
import { useProblems } from './use-problems.ts';

/** Starts the job that creates the image. */
export function useCreate(): Action {
  const backend = useBackend();
  const store = useCreateStore();
  const { of, first } = useProblems();

  return defineAction({
    validate: () => {
      if (first.value !== undefined) return of.value[first.value];
      return store.plan.kind === 'known' ? undefined : createText.waiting;
    },
    run: async () => {
      if (!store.input) return;
      store.jobId = (await (await backend.api()).create.start(store.input)).id;
    },
  });
}
