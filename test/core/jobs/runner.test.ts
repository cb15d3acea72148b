import { mkdtemp, readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createBoard } from '#main/core/jobs/board.ts';
import { Gate } from '#main/core/jobs/gate.ts';
import { createWorkerRunner } from '#main/core/jobs/runner.ts';
import type { JobSnapshot, Progress } from '#shared/model/job.ts';

const entry = new URL('../../support/job-worker.ts', import.meta.url);
const runner = createWorkerRunner({ entry, graceMs: 300, resourceLimits: { maxOldGenerationSizeMb: 64 } });

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'platter-jobs-'));
});
afterEach(() => rm(folder, { recursive: true }));

/** Runs one job of the worker in test/support; with `cancelAtReport` it is cancelled at its first report. */
async function run(operation: string, options: { readonly input?: unknown; readonly cancelAtReport?: boolean } = {}) {
  const controller = new AbortController();
  const reports: Progress[] = [];
  const report = (progress: Progress) => {
    reports.push(progress);
    if (options.cancelAtReport) controller.abort();
  };
  const control = { signal: controller.signal, report, gate: new Gate(), stalled: () => undefined };
  const end = await runner({ operation, input: options.input ?? {}, token: 'token' }, control).then(
    (result) => ({ result }),
    (thrown: unknown) => ({ thrown }),
  );
  return { ...end, reports };
}

test('A job gets its input and gives its result.', async () => {
  const input = { text: 'Größe', list: [1, { two: 2 }] };
  expect(await run('echo', { input })).toMatchObject({ result: input });
});

test('A job that refuses rejects with its own error.', async () => {
  expect(await run('refuse')).toMatchObject({ thrown: { reason: 'target.exists', facts: { path: '/disks/a.vdi' } } });
});

test('An operation that does not exist is an error, also under the name of an inherited property.', async () => {
  expect(await run('missing')).toMatchObject({ thrown: { reason: 'internal.unexpected' } });
  expect(await run('constructor')).toMatchObject({ thrown: { reason: 'internal.unexpected' } });
});

test('Reports are paced at their source, and the last of every phase arrives.', async () => {
  const started = performance.now();
  const { reports, ...end } = await run('report', { input: { steps: 10_000 } });
  const seconds = (performance.now() - started) / 1000;
  expect(end).toEqual({ result: 'reported' });
  expect(reports.length).toBeLessThanOrEqual(20 * seconds + 4);
  for (const phase of ['copy', 'verify']) {
    const done = reports.filter((report) => report.phase === phase).map((report) => report.done);
    expect(done.at(0)).toBe(0);
    expect(done.at(-1)).toBe(10_000);
  }
});

test('A job whose operation left something open ends all the same.', async () => {
  expect(await run('leaveOpen')).toMatchObject({ result: 'result' });
});

describe('A cancelled job', () => {
  test('ends as cancelled when it obeys.', async () => {
    expect(await run('obedient', { cancelAtReport: true })).toMatchObject({ thrown: { code: 'cancelled' } });
  });

  test('may still succeed when it was nearly finished.', async () => {
    expect(await run('finishAnyway', { cancelAtReport: true })).toMatchObject({ result: 'finished' });
  });

  test('that does not listen is terminated after a while, counts as cancelled and leaves nothing behind.', async () => {
    const input = { target: path.join(folder, 'disk.vdi') };
    expect(await run('deaf', { input, cancelAtReport: true })).toMatchObject({ thrown: { reason: 'job.cancelled' } });
    expect(await readdir(folder)).toEqual([]);
  });

  test('never starts a thread when it was cancelled before.', async () => {
    const control = {
      signal: AbortSignal.abort(),
      report: () => undefined,
      gate: new Gate(),
      stalled: () => undefined,
    };
    await expect(runner({ operation: 'echo', input: 1, token: 'token' }, control)).rejects.toMatchObject({
      name: 'AbortError',
    });
  });
});

describe('A job whose thread is lost', () => {
  test.each([
    ['exit', 'its thread exited with code 3'],
    ['throwElsewhere', 'thrown where nobody catches'],
  ])('by %s is a crashed job that leaves nothing behind.', async (operation, cause) => {
    const input = { target: path.join(folder, 'disk.vdi') };
    expect(await run(operation, { input })).toMatchObject({ thrown: { reason: 'job.crashed', facts: { cause } } });
    expect(await readdir(folder)).toEqual([]);
  });

  test('by running out of memory is a crashed job, and this process lives on.', async () => {
    expect(await run('exhaustMemory')).toMatchObject({ thrown: { reason: 'job.crashed' } });
  });

  test('says so when its temporaries cannot be removed.', async () => {
    const target = path.join(import.meta.filename, 'disk.vdi');
    expect(await run('exitAtOnce', { input: { target } })).toMatchObject({
      thrown: { reason: 'job.left-behind', facts: { folder: import.meta.filename } },
    });
  });

  test('does not disturb the next one on the board.', async () => {
    const board = createBoard({ runner, limit: 1 });
    board.start('exit', {});
    board.start('exhaustMemory', {});
    board.start('echo', 'still here');
    let latest: readonly JobSnapshot[] = [];
    for await (latest of board.watch(new AbortController().signal)) {
      if (latest.every(({ endedAt }) => endedAt !== undefined)) break;
    }
    expect(latest.map(({ state }) => state)).toMatchObject([
      { kind: 'succeeded', result: 'still here' },
      { kind: 'failed', error: { reason: 'job.crashed' } },
      { kind: 'failed', error: { reason: 'job.crashed' } },
    ]);
  });
});

test('The worker of the house knows its operations.', async () => {
  const control = {
    signal: new AbortController().signal,
    report: () => undefined,
    gate: new Gate(),
    stalled: () => undefined,
  };
  const input = { path: path.join(folder, 'absent.img') };
  const job = createWorkerRunner()({ operation: 'hash', input, token: 'token' }, control);
  await expect(job).rejects.toMatchObject({ reason: 'file.missing' });
});
