import type { Services } from '#shared/contract/index.ts';
import type { Board } from '../core/jobs/board.ts';
import { saveReport } from '../core/operations/save-report.ts';
import type { FilePolicy } from './file-policy.ts';

/** Saves what ended jobs tell, where the person wants it. */
export function reportsService(policy: FilePolicy, board: Board): Services['reports'] {
  return {
    async save({ job, kind, path }) {
      const target = await policy.mayReplace(path);
      await saveReport({ job: board.find(job), kind, path: target });
      return { path: target };
    },
  };
}
