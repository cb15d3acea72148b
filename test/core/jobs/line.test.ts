import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { createBoard, type Board } from '#main/core/jobs/board.ts';
import type { JobRunner } from '#main/core/jobs/task.ts';
import { DiskError } from '#shared/errors.ts';

let board: Board;
afterEach(() => board.close());

/** A board whose jobs run until they are told to end, and what began in which order. */
function openBoard(limit: number) {
  const begun: unknown[] = [];
  const ends = new Map<unknown, () => void>();
  const runner: JobRunner = ({ input }, { signal }) => {
    begun.push(input);
    return new Promise((resolve, reject) => {
      ends.set(input, () => {
        resolve(input);
      });
      signal.addEventListener('abort', () => {
        reject(new DiskError('job.cancelled'));
      });
    });
  };
  board = createBoard({ runner, limit });
  const end = async (input: unknown) => {
    ends.get(input)?.();
    await sleep(0);
  };
  return { begun, end, start: (input: string) => board.start('convert', input) };
}

test('Queued jobs can be moved: before another one, to the front and to the end.', async () => {
  const { begun, end, start } = openBoard(1);
  const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(start) as [string, string, string, string];
  board.reorder(d, b);
  board.reorder(b, null);
  for (const input of ['a', 'd', 'c']) await end(input);
  expect(begun).toEqual(['a', 'd', 'c', 'b']);
  expect([a, b, c, d].map((id) => board.find(id).state.kind)).toEqual([
    'succeeded',
    'running',
    'succeeded',
    'succeeded',
  ]);
});

test('Moving a job before one that began meanwhile puts it in front; before itself changes nothing.', async () => {
  const { begun, end, start } = openBoard(1);
  const [a, , c] = ['a', 'b', 'c'].map(start) as [string, string, string];
  board.reorder(c, c);
  board.reorder(c, a);
  for (const input of ['a', 'c']) await end(input);
  expect(begun).toEqual(['a', 'c', 'b']);
});

test('Only what waits can be moved.', async () => {
  const { start, end } = openBoard(1);
  const a = start('a');
  start('b');
  const move = (id: string) => () => {
    board.reorder(id, null);
  };
  expect(move(a)).toThrow(new DiskError('job.not-queued', { id: a }));
  await end('a');
  expect(move(a)).toThrow(new DiskError('job.not-queued', { id: a }));
  expect(move('none')).toThrow(new DiskError('job.unknown', { id: 'none' }));
});

test('A higher limit starts more at once; a lower one lets those end that run, and starts none above it.', async () => {
  const { begun, end, start } = openBoard(1);
  ['a', 'b', 'c', 'd', 'e'].forEach(start);
  board.setLimit(3);
  expect(begun).toEqual(['a', 'b', 'c']);
  board.setLimit(1);
  await end('b');
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('c');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
});

test('An ended job is started once more under a new id, with what it was given; one that has not ended is not.', async () => {
  const { begun, end, start } = openBoard(1);
  const first = start('a');
  await expect(board.retry(first)).rejects.toThrow(new DiskError('job.not-ended', { id: first }));
  await end('a');
  const second = await board.retry(first);
  expect(second).not.toBe(first);
  expect([begun, board.find(second)]).toMatchObject([['a', 'a'], { operation: 'convert', input: 'a' }]);
  expect(board.find(first).state.kind).toBe('succeeded');
  await expect(board.retry('none')).rejects.toThrow(new DiskError('job.unknown', { id: 'none' }));
});

test('Pausing and resuming leave alone what does not run.', async () => {
  const { end, start } = openBoard(1);
  const [a, b] = ['a', 'b'].map(start) as [string, string];
  board.pause(b);
  board.resume(b);
  expect(board.find(b).state.kind).toBe('queued');
  await end('a');
  board.pause(a);
  board.resume(a);
  expect(board.find(a).state.kind).toBe('succeeded');
});

test('A job that is held back does not begin until it is resumed, and those behind it go first.', async () => {
  const { begun, end, start } = openBoard(1);
  const [, b] = ['a', 'b', 'c'].map(start) as [string, string];
  board.pause(b);
  expect(board.find(b).state).toEqual({ kind: 'queued', held: true });
  for (const input of ['a', 'c']) await end(input);
  expect(begun).toEqual(['a', 'c']);
  board.resume(b);
  expect([begun, board.find(b).state.kind]).toEqual([['a', 'c', 'b'], 'running']);
});

test('A job that is held back can be moved and cancelled like any that waits.', () => {
  const { start } = openBoard(1);
  const [, b, c] = ['a', 'b', 'c'].map(start) as [string, string, string];
  board.pause(c);
  board.reorder(c, b);
  expect(board.find(c).state).toEqual({ kind: 'queued', held: true });
  board.cancel(c);
  expect(board.find(c).state.kind).toBe('cancelled');
});
