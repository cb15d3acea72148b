import { parentPort, workerData } from 'node:worker_threads';
import type { DigestRequest, DigestResponse, DigestStart } from './digest-messages.ts';
import { digestFor } from './digest.ts';

/** The entry of a digesting thread; the bundle names it `digest-worker.js`. Whoever started it terminates it. */
const { dataBytes, emptyBytes } = workerData as DigestStart;
const digest = digestFor(dataBytes, emptyBytes);
const { signal } = new AbortController();
/** Requests are served one after the other: a large hole before some bytes takes several turns of the event loop. */
let before = Promise.resolve();

parentPort?.on('message', (request: DigestRequest) => {
  before = before.then(async () => {
    answer(await perform(request));
  });
});

async function perform(request: DigestRequest): Promise<DigestResponse> {
  try {
    if (request.kind === 'add') {
      await digest.add(request.at, request.bytes, signal);
      return { kind: 'added' };
    }
    const watch = {
      signal,
      report: (progress: Extract<DigestResponse, { kind: 'progress' }>['progress']) => {
        answer({ kind: 'progress', progress });
      },
    };
    return { kind: 'finished', digest: await digest.finish(request.size, watch) };
  } catch (thrown) {
    return { kind: 'failed', problem: thrown instanceof Error ? thrown.message : String(thrown) };
  }
}

function answer(response: DigestResponse): void {
  parentPort?.postMessage(response);
}
