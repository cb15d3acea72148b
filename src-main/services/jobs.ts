import type { Services } from '#shared/contract/index.ts';
import type { WireError } from '#shared/errors.ts';
import type { Board } from '../core/jobs/board.ts';
import type { JobHistory } from '../core/jobs/history/history.ts';
import { createLatest } from '../core/jobs/latest.ts';
import { targetOf } from '../core/jobs/leftovers.ts';
import type { FilePolicy } from './file-policy.ts';

/** The jobs of this process and, where a history is kept, of earlier ones. */
export function jobsService(policy: FilePolicy, board: Board, history?: JobHistory): Services['jobs'] {
  const nothingToSay = createLatest<readonly WireError[]>([]);
  return {
    watch: (_, signal) => board.watch(signal),
    async cancel({ id }) {
      board.cancel(id);
      return Promise.resolve({});
    },
    async pause({ id }) {
      board.pause(id);
      return Promise.resolve({});
    },
    async resume({ id }) {
      board.resume(id);
      return Promise.resolve({});
    },
    async reorder({ id, before }) {
      board.reorder(id, before);
      return Promise.resolve({});
    },
    /**
     * A job once more is no new wish: a person granted its paths when it was started, perhaps in an earlier process, and the page
     * can change nothing about it. So it needs no grant, and gives none but the one for its result.
     */
    async retry({ id }) {
      const target = targetOf(board.find(id));
      if (target !== undefined) await policy.grantNew(target);
      return { id: await board.retry(id) };
    },
    async dismiss({ id }) {
      board.dismiss(id);
      return Promise.resolve({});
    },
    notices: (_, signal) => history?.notices(signal) ?? nothingToSay.watch(signal),
  };
}
