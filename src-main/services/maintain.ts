import type { Services } from '#shared/contract/index.ts';
import type { Board } from '../core/jobs/board.ts';
import type { FilePolicy } from './file-policy.ts';

interface ImagePath {
  readonly path: string;
}

/** Checking, repairing and compacting: each a job on a file that the person picked. */
export function maintainService(policy: FilePolicy, board: Board): Services['maintain'] {
  /** Queues a job on an image that may be read. */
  async function look<I extends ImagePath>(operation: string, input: I): Promise<{ id: string }> {
    return { id: board.start(operation, { ...input, path: await policy.mayRead(input.path) }) };
  }

  /** Queues a job that changes an image in place. */
  async function change<I extends ImagePath>(operation: string, input: I): Promise<{ id: string }> {
    return { id: board.start(operation, { ...input, path: await policy.mayReplace(input.path) }) };
  }

  return {
    check: (input) => look('check', input),
    previewRepair: (input) => look('preview-repair', input),
    repair: (input) => change('repair', input),
    undoRepair: (input) => change('undo-repair', input),
    async previewCompaction(input) {
      // Nothing is written there, but the job keeps the name, and so does the history.
      if (input.output === undefined) return look('preview-compaction', input);
      return look('preview-compaction', { ...input, output: await policy.mayCreate(input.output) });
    },
    async compact(input) {
      if (input.output === undefined) return change('compact', input);
      const output = await policy.mayCreate(input.output);
      await policy.grantNew(output);
      return look('compact', { ...input, output });
    },
  };
}
