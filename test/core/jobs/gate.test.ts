import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createBoard, type Board, type BoardOptions } from '#main/core/jobs/board.ts';
import { createWorkerRunner } from '#main/core/jobs/runner.ts';
import type { ConvertResult } from '#shared/model/convert.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import { MiB } from '#shared/model/bytes.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const entry = new URL('../../support/job-worker.ts', import.meta.url);

let folder: TempFolder;
let board: Board;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  await board.close();
  await folder[Symbol.asyncDispose]();
});

function open(options: BoardOptions = {}): Board {
  board = createBoard({ paceMs: 5, runner: createWorkerRunner({ entry }), ...options });
  return board;
}

const stateOf = (id: string): JobState => board.find(id).state;

/** How much a job has done; nothing before it runs and after its end. */
function doneBy(id: string): number {
  const state = stateOf(id);
  return 'progress' in state ? (state.progress?.done ?? 0) : 0;
}

async function ended(id: string): Promise<JobSnapshot> {
  await vi.waitFor(
    () => {
      expect(board.find(id).endedAt).toBeDefined();
    },
    { timeout: 20_000, interval: 10 },
  );
  return board.find(id);
}

/** Waits until a job that is to be paused reports nothing any more, and gives back where it stands. */
async function stoodStill(id: string): Promise<number> {
  let before = -1;
  while (before !== doneBy(id)) {
    before = doneBy(id);
    await sleep(150);
  }
  return before;
}

test('A paused job stands still, without a speed, and gives the same result once it was resumed.', async () => {
  open();
  const id = board.start('count', { steps: 1500 });
  await vi.waitUntil(() => board.find(id).bytesPerSecond !== undefined, { timeout: 10_000 });
  board.pause(id);
  const paused = board.find(id);
  expect(paused).toMatchObject({ state: { kind: 'paused', resumeRequested: false } });
  expect(paused).not.toHaveProperty('bytesPerSecond');
  const stopped = await stoodStill(id);
  expect(stopped).toBeLessThan(1500);
  await sleep(300);
  expect([stateOf(id).kind, doneBy(id)]).toEqual(['paused', stopped]);
  board.resume(id);
  expect(stateOf(id).kind).toBe('running');
  expect(board.find(id)).not.toHaveProperty('bytesPerSecond');
  expect((await ended(id)).state).toEqual({ kind: 'succeeded', result: (1500 * 1501) / 2 });
});

test('A conversion that was paused gives what one without a pause gives.', async () => {
  open({ runner: createWorkerRunner(), limit: 1 });
  const source = folder.at('source.img');
  await sparseImage(source, { size: 512 * MiB, data: 48 * MiB });
  const input = (target: string) => ({
    source,
    sourceFormat: 'raw',
    target: folder.at(target),
    variant: 'streamOptimized',
  });
  const plain = await ended(board.start('convert', { ...input('plain.vmdk'), format: 'vmdk' }));

  const id = board.start('convert', { ...input('paused.vmdk'), format: 'vmdk' });
  await vi.waitUntil(() => doneBy(id) > 8 * MiB, { timeout: 10_000 });
  board.pause(id);
  const stopped = await stoodStill(id);
  expect(stopped).toBeLessThan(48 * MiB);
  expect(await folder.names()).toContainEqual(expect.stringMatching(`^\\.paused\\.vmdk\\..*\\.${id}\\.platter-part$`));
  board.resume(id);
  const resumed = await ended(id);

  const resultOf = ({ state }: JobSnapshot) =>
    state.kind === 'succeeded' ? (state.result as ConvertResult) : undefined;
  expect(resultOf(resumed)).toMatchObject({ verified: true, dataBytes: 48 * MiB });
  expect(resultOf(resumed)?.digest).toEqual(resultOf(plain)?.digest);
});

test('Cancelling ends a pause: the job ends, and nothing of it is left.', async () => {
  open({ runner: createWorkerRunner() });
  const source = folder.at('source.img');
  await sparseImage(source, { size: 256 * MiB, data: 48 * MiB });
  const id = board.start('convert', {
    source,
    sourceFormat: 'raw',
    target: folder.at('a.vmdk'),
    variant: 'streamOptimized',
  });
  await vi.waitUntil(() => doneBy(id) > 4 * MiB, { timeout: 10_000 });
  board.pause(id);
  await stoodStill(id);
  board.cancel(id);
  expect(stateOf(id)).toMatchObject({ kind: 'running', cancelRequested: true });
  board.pause(id);
  expect(stateOf(id)).toMatchObject({ kind: 'running', cancelRequested: true });
  expect((await ended(id)).state).toEqual({ kind: 'cancelled' });
  expect(await folder.names()).toEqual(['source.img']);
});

test('A paused job gives its place to the next, and gets one back before those that have not begun.', async () => {
  open({ limit: 1 });
  const [first, second, third] = [0, 1, 2].map(() => board.start('count', { steps: 400 })) as [string, string, string];
  await vi.waitUntil(() => doneBy(first) > 0);
  board.pause(first);
  expect([first, second, third].map((id) => stateOf(id).kind)).toEqual(['paused', 'running', 'queued']);
  board.resume(first);
  expect(stateOf(first)).toMatchObject({ kind: 'paused', resumeRequested: true });
  await ended(second);
  expect([first, third].map((id) => stateOf(id).kind)).toEqual(['running', 'queued']);
  await ended(first);
  await ended(third);
});

test('A job that was to be resumed can be paused again while it waits.', async () => {
  open({ limit: 1 });
  const first = board.start('count', { steps: 200 });
  const second = board.start('count', { steps: 200 });
  board.pause(first);
  board.resume(first);
  board.pause(first);
  expect(stateOf(first)).toMatchObject({ kind: 'paused', resumeRequested: false });
  await ended(second);
  expect(stateOf(first).kind).toBe('paused');
});

test('Closing the board ends a paused job.', async () => {
  open();
  const id = board.start('count', { steps: 100_000 });
  await vi.waitUntil(() => doneBy(id) > 0);
  board.pause(id);
  await stoodStill(id);
  await board.close();
  expect(stateOf(id).kind).toBe('cancelled');
});
