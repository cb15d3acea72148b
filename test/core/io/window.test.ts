import { expect, test } from 'vitest';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { window } from '#main/core/io/window.ts';

const file = new MemoryFile(Uint8Array.from({ length: 100 }, (_, i) => i));

test('the first byte of a window is the start of its range', async () => {
  const part = window(file, { start: 40, length: 20 });
  const target = new Uint8Array(20);
  await part.read(0, target);
  expect([part.size, target[0], target[19]]).toEqual([20, 40, 59]);
});

test.each([
  [-1, 1],
  [19, 2],
  [20, 1],
  [NaN, 1],
])('nothing outside is reached (%d, %d)', async (at, length) => {
  const part = window(file, { start: 40, length: 20 });
  await expect(part.read(at, new Uint8Array(length))).rejects.toMatchObject({
    reason: 'file.short-read',
    facts: { size: 20 },
  });
});

test('a window beyond the end of its file is refused in the name of the file', async () => {
  const part = window(new MemoryFile(new Uint8Array(50), 'short.img'), { start: 40, length: 20 });
  await part.read(0, new Uint8Array(10));
  await expect(part.read(5, new Uint8Array(10))).rejects.toMatchObject({ facts: { name: 'short.img', size: 50 } });
});

test('stored runs are told in the terms of the window', () => {
  const runs: readonly ByteRange[] = [
    { start: 0, length: 45 },
    { start: 50, length: 3 },
    { start: 58, length: 10 },
    { start: 90, length: 5 },
  ];
  const sparse: Reader = {
    size: 100,
    read: (at, target) => file.read(at, target),
    nextData(from: Bytes) {
      const run = runs.find(({ start, length }) => start + length > from);
      if (!run) return undefined;
      const start = Math.max(run.start, from);
      return { start, length: run.start + run.length - start };
    },
  };
  const part = window(sparse, { start: 40, length: 20 });
  expect([0, 2, 5, 12, 13, 18, 19].map((from) => part.nextData?.(from))).toEqual([
    { start: 0, length: 5 },
    { start: 2, length: 3 },
    { start: 10, length: 3 },
    { start: 12, length: 1 },
    { start: 18, length: 2 },
    { start: 18, length: 2 },
    { start: 19, length: 1 },
  ]);
  expect(window(sparse, { start: 70, length: 20 }).nextData?.(0)).toBeUndefined();
});

test('a reader that cannot tell holes makes a window that cannot', () => {
  expect('nextData' in window(file, { start: 0, length: 1 })).toBe(false);
});
