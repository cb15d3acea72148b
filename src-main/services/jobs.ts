import type { Services } from '#shared/contract/index.ts';
import type { Board } from '../core/jobs/board.ts';

export function jobsService(board: Board): Services['jobs'] {
  return {
    watch: (_, signal) => board.watch(signal),
    async cancel({ id }) {
      board.cancel(id);
      return Promise.resolve({});
    },
    async dismiss({ id }) {
      board.dismiss(id);
      return Promise.resolve({});
    },
  };
}
