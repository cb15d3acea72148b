import type { JobSnapshot } from '#shared/model/job.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { useNotices } from '../../shell/notices.ts';
import { reportsText } from '../../text/reports.ts';
import { usePick } from '../files/use-pick.ts';
import { filesOf } from '../jobs/job-view.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';

export interface SaveReport {
  readonly html: Action;
  readonly json: Action;
}

/** Saves what an ended job tells, where the person wants it. */
export function useSaveReport(job: () => JobSnapshot): SaveReport {
  const backend = useBackend();
  const host = useAboutStore();
  const jobs = useJobsStore();
  const notices = useNotices();
  const { pickSaveFile } = usePick();

  function saveAs(kind: 'html' | 'json'): Action {
    return defineAction({
      validate: () => (jobs.jobs.some(({ id }) => id === job().id) ? undefined : reportsText.jobGone),
      run: async () => {
        const { id, operation } = job();
        const source = filesOf(job())?.source ?? '';
        const chosen = await pickSaveFile({
          suggestedName: `${host.paths.nameOf(source)}-${operation}.${kind}`,
          startIn: host.paths.folderOf(source),
          existing: 'ask',
        });
        if (chosen === undefined) return;
        const { path } = await (await backend.api()).reports.save({ job: id, kind, path: chosen });
        notices.tell(reportsText.saved, path);
      },
    });
  }

  return { html: saveAs('html'), json: saveAs('json') };
}
