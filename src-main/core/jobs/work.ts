import { parentPort, workerData } from 'node:worker_threads';
import { DiskError, toWire } from '#shared/errors.ts';
import type { Progress } from '#shared/model/job.ts';
import type { Watch } from '../disk/format.ts';
import { Gate } from './gate.ts';
import type { FromWorker, WorkerJob } from './messages.ts';
import { paced } from './paced.ts';
import { waitForSpace } from './space.ts';

/** An operation as a worker runs it: whatever it writes carries the token. */
export type JobOperation = (input: unknown, watch: Watch, token: string) => Promise<unknown>;

/** At most 20 messages a second; the last report of a phase always gets through. */
const reportEveryMs = 50;

/** Runs the job this worker was started for: the whole life of a worker thread. */
export async function work(operations: Readonly<Record<string, JobOperation>>): Promise<void> {
  if (!parentPort) throw new Error('This file is the entry of a worker thread.');
  const port = parentPort;
  const tell = (message: FromWorker) => {
    port.postMessage(message);
  };

  const { operation, input, token, gate: shared } = workerData as WorkerJob;
  const gate = new Gate(shared);
  const controller = new AbortController();
  port.on('message', () => {
    controller.abort();
  });

  let latest: Progress | undefined;
  const telling = paced(reportEveryMs, () => {
    if (latest) tell({ kind: 'progress', progress: latest });
  });
  const report = (progress: Progress) => {
    const isNewPhase = latest?.phase !== progress.phase;
    if (isNewPhase && latest) telling.now();
    latest = progress;
    if (isNewPhase) telling.now();
    else telling.request();
    if (gate.isShut) {
      // Nothing is told from behind the gate: first where the job stands.
      telling.now();
      gate.wait();
    }
  };

  /** Nothing is told from behind the gate: first where the job stands. */
  const tellInOrder = (message: FromWorker) => {
    telling.now();
    tell(message);
  };

  try {
    const run = Object.hasOwn(operations, operation) ? operations[operation] : undefined;
    if (!run) throw new DiskError('internal.unexpected', { cause: `there is no operation ${operation}` });
    const { signal } = controller;
    const result = await run(
      input,
      { signal, report, whenFull: waitForSpace({ gate, signal, tell: tellInOrder }) },
      token,
    );
    if (latest) telling.now();
    tell({ kind: 'done', result });
  } catch (thrown) {
    tell({ kind: 'failed', error: toWire(thrown) });
  } finally {
    telling.stop();
    port.close();
  }
}
