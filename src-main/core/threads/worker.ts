import { parentPort } from 'node:worker_threads';
import { perform } from './perform.ts';
import type { Request, Response } from './tasks.ts';

/** The entry of a computing thread; the bundle names it `compute-worker.js`. */
parentPort?.on('message', ({ id, task }: Request) => {
  try {
    const result = perform(task);
    const transfer = result instanceof Uint8Array ? [result.buffer] : [];
    parentPort?.postMessage({ id, result } satisfies Response, transfer);
  } catch (thrown) {
    const problem = thrown instanceof Error ? thrown.message : String(thrown);
    parentPort?.postMessage({ id, problem } satisfies Response);
  }
});
