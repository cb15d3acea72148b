import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createBoard, type Board } from '#main/core/jobs/board.ts';
import type { JobRunner } from '#main/core/jobs/task.ts';
import { DiskError } from '#shared/errors.ts';
import type { JobSnapshot, Progress } from '#shared/model/job.ts';

/** A runner whose jobs do what the test tells them, by the text they were started with. */
function createPuppets() {
  const puppets = new Map<unknown, Puppet>();
  const runner: JobRunner = ({ input }, { signal, report }) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    signal.addEventListener('abort', () => {
      reject(signal.reason as Error);
    });
    puppets.set(input, { report, finish: resolve, fail: reject });
    return promise;
  };
  const puppet = (input: unknown): Puppet => {
    const found = puppets.get(input);
    if (!found) throw new Error(`${String(input)} does not run`);
    return found;
  };
  return { runner, puppet, running: () => [...puppets.keys()] };
}

interface Puppet {
  report(progress: Progress): void;
  finish(result: unknown): void;
  fail(thrown: Error): void;
}

const bytes = (done: number): Progress => ({ phase: 'copy', done, total: 100, unit: 'bytes' });

async function snapshotsOf(board: Board): Promise<readonly JobSnapshot[]> {
  for await (const snapshots of board.watch(new AbortController().signal)) return snapshots;
  return [];
}

const inputsAndStates = (snapshots: readonly JobSnapshot[]) =>
  snapshots.map(({ input, state }) => [input, state.kind] as const);

/** Lets the board see what its runner has done. */
const settled = () => sleep(0);

test('A job runs, reports and ends with its result; a late watcher sees the whole of it.', async () => {
  const { runner, puppet } = createPuppets();
  const board = createBoard({ runner });
  const id = board.start('convert', 'a');
  puppet('a').report(bytes(50));
  expect(await snapshotsOf(board)).toMatchObject([{ state: { kind: 'running', cancelRequested: false } }]);
  puppet('a').finish({ written: 100 });
  await settled();
  const [ended] = await snapshotsOf(board);
  expect(ended).toEqual({
    id,
    operation: 'convert',
    input: 'a',
    state: { kind: 'succeeded', result: { written: 100 } },
    createdAt: expect.any(Number) as number,
    startedAt: expect.any(Number) as number,
    endedAt: expect.any(Number) as number,
  });
});

test('No more jobs run than the limit; the others follow in order, newest first on the list.', async () => {
  const { runner, puppet, running } = createPuppets();
  const board = createBoard({ runner, limit: 2 });
  for (const input of ['a', 'b', 'c', 'd']) board.start('convert', input);
  expect(running()).toEqual(['a', 'b']);
  puppet('b').finish('result');
  await settled();
  expect(running()).toEqual(['a', 'b', 'c']);
  expect(inputsAndStates(await snapshotsOf(board))).toEqual([
    ['d', 'queued'],
    ['c', 'running'],
    ['b', 'succeeded'],
    ['a', 'running'],
  ]);
});

test('A failed job carries its error, and the board goes on.', async () => {
  const { runner, puppet, running } = createPuppets();
  const board = createBoard({ runner, limit: 1 });
  board.start('convert', 'a');
  board.start('convert', 'b');
  puppet('a').fail(new DiskError('target.exists', { path: '/disks/a.vdi' }));
  await settled();
  expect(await snapshotsOf(board)).toMatchObject([
    { state: { kind: 'running' } },
    { state: { kind: 'failed', error: { code: 'exists', reason: 'target.exists', facts: { path: '/disks/a.vdi' } } } },
  ]);
  expect(running()).toEqual(['a', 'b']);
});

test('A runner that throws at once is a failed job.', async () => {
  const board = createBoard({
    runner: () => {
      throw new Error('no threads left');
    },
  });
  board.start('convert', 'a');
  await settled();
  expect(await snapshotsOf(board)).toMatchObject([{ state: { kind: 'failed', error: { code: 'internal' } } }]);
});

test('Cancelling asks a running job, shows that it was asked, and lets it end by itself.', async () => {
  const { runner } = createPuppets();
  const board = createBoard({ runner });
  const id = board.start('convert', 'a');
  board.cancel(id);
  board.cancel(id);
  expect(await snapshotsOf(board)).toMatchObject([{ state: { kind: 'running', cancelRequested: true } }]);
  await settled();
  expect(await snapshotsOf(board)).toMatchObject([
    { state: { kind: 'cancelled' }, endedAt: expect.any(Number) as number },
  ]);
  board.cancel(id);
});

test('A queued job is cancelled without ever running.', async () => {
  const { runner, running } = createPuppets();
  const board = createBoard({ runner, limit: 1 });
  board.start('convert', 'a');
  board.cancel(board.start('convert', 'b'));
  expect(inputsAndStates(await snapshotsOf(board))).toEqual([
    ['b', 'cancelled'],
    ['a', 'running'],
  ]);
  expect(running()).toEqual(['a']);
});

test('An ended job can be dismissed, a running one and an unknown one cannot.', async () => {
  const { runner, puppet } = createPuppets();
  const board = createBoard({ runner });
  const id = board.start('convert', 'a');
  expect(() => {
    board.dismiss(id);
  }).toThrow(new DiskError('job.not-ended', { id }));
  puppet('a').finish('result');
  await settled();
  board.dismiss(id);
  expect(await snapshotsOf(board)).toEqual([]);
  expect(() => {
    board.dismiss(id);
  }).toThrow(new DiskError('job.unknown', { id }));
  expect(() => {
    board.cancel(id);
  }).toThrow(new DiskError('job.unknown', { id }));
});

test('Only the last ended jobs are remembered.', async () => {
  const board = createBoard({ runner: ({ input }) => Promise.resolve(input), remembered: 3 });
  for (let input = 0; input < 10; input += 1) {
    board.start('convert', input);
    await settled();
  }
  expect((await snapshotsOf(board)).map(({ input }) => input)).toEqual([9, 8, 7]);
});

test('Previews take no place of a result, and only the last of them are remembered.', async () => {
  const board = createBoard({ runner: ({ input }) => Promise.resolve(input), remembered: 3 });
  for (let input = 0; input < 3; input += 1) board.start('convert', input);
  for (let input = 3; input < 63; input += 1) board.start('preview-repair', input);
  await expect.poll(async () => (await snapshotsOf(board)).length).toBe(53);
  expect((await snapshotsOf(board)).map(({ input }) => input).reverse()).toEqual([
    ...[0, 1, 2],
    ...Array.from({ length: 50 }, (_, index) => 13 + index),
  ]);
});

test('Progress is paced; the end comes at once and is the last thing shown.', async () => {
  const { runner, puppet } = createPuppets();
  const board = createBoard({ runner, paceMs: 60_000 });
  board.start('convert', 'a');
  const seen: JobSnapshot[][] = [];
  const watching = (async () => {
    for await (const snapshots of board.watch(new AbortController().signal)) seen.push([...snapshots]);
  })();
  await settled();
  for (let done = 0; done <= 100; done += 1) {
    puppet('a').report(bytes(done));
    await settled();
  }
  puppet('a').finish('result');
  await settled();
  await board.close();
  await watching;
  expect(seen.map(([job]) => job?.state.kind)).toEqual(['running', 'succeeded']);
});

test('Progress that stops changing is still shown within the pace.', async () => {
  const { runner, puppet } = createPuppets();
  const board = createBoard({ runner, paceMs: 20 });
  board.start('convert', 'a');
  puppet('a').report(bytes(42));
  await sleep(60);
  expect(await snapshotsOf(board)).toMatchObject([{ state: { progress: { done: 42 } } }]);
});

test('Closing cancels everything, ends every watch and starts nothing more.', async () => {
  const { runner } = createPuppets();
  const board = createBoard({ runner, limit: 1 });
  board.start('convert', 'a');
  board.start('convert', 'b');
  const last = (async () => {
    let latest: readonly JobSnapshot[] = [];
    for await (const snapshots of board.watch(new AbortController().signal)) latest = snapshots;
    return latest;
  })();
  await board.close();
  expect(inputsAndStates(await last)).toEqual([
    ['b', 'cancelled'],
    ['a', 'cancelled'],
  ]);
  expect(() => board.start('convert', 'c')).toThrow(new DiskError('job.not-started'));
});
