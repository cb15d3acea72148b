import { access } from 'node:fs/promises';
import type { Services } from '#shared/contract/index.ts';
import { DiskError, type WireError } from '#shared/errors.ts';
import type { Board } from '../core/jobs/board.ts';
import type { JobHistory } from '../core/jobs/history/history.ts';
import { createLatest } from '../core/jobs/latest.ts';
import { targetOf } from '../core/jobs/leftovers.ts';
import type { FilePolicy } from './file-policy.ts';
import type { Host } from './host.ts';
import { fileOf } from './job-file.ts';

interface JobsParts {
  readonly policy: FilePolicy;
  readonly board: Board;
  readonly history?: JobHistory | undefined;
  readonly host: Pick<Host, 'showInFolder'>;
}

/** The jobs of this process and, where a history is kept, of earlier ones. */
export function jobsService({ policy, board, history, host }: JobsParts): Services['jobs'] {
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
     * A job once more is no new wish: a person granted its paths when it was started, perhaps in an earlier process, and all the
     * page can change about it is that the image may be read while it is in use. So it needs no grant, and gives none but the one for its result.
     */
    async retry({ id, inUse }) {
      const target = targetOf(board.find(id));
      if (target !== undefined) await policy.grantNew(target);
      return { id: await board.retry(id, inUse && { inUse }) };
    },
    /** The page names no path here, and the path of a job was granted when it was started: so it needs no grant after a restart. */
    async showInFolder({ id }, signal) {
      const file = fileOf(board.find(id));
      if (file === undefined || !(await isThere(file))) throw new DiskError('file.missing', { path: file ?? id });
      return host.showInFolder({ path: file }, signal);
    },
    async dismiss({ id }) {
      board.dismiss(id);
      return Promise.resolve({});
    },
    notices: (_, signal) => history?.notices(signal) ?? nothingToSay.watch(signal),
  };
}

function isThere(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}
