import { expect, test } from 'vitest';
import { KiB } from '#shared/model/bytes.ts';
import { DiskError } from '#shared/errors.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { RescueFile } from '#main/core/io/rescue-file.ts';
import { badMedium } from '#test/support/salvage.ts';
import { patternAt } from '#test/support/patterns.ts';

const size = 64 * KiB + 100;
const content = patternAt(0, size);

test('delivers all but the bad sectors, which are zeros, and tells which they are', async () => {
  const file = badMedium(new MemoryFile(content), [
    { start: 5000, length: 1 },
    { start: 40_000, length: 1500 },
  ]);
  const target = new Uint8Array(size - 3);
  await file.read(3, target);
  const expected = content
    .slice(3)
    .fill(0, 4608 - 3, 5120 - 3)
    .fill(0, 39_936 - 3, 41_984 - 3);
  expect(Buffer.compare(target, expected)).toBe(0);
  expect(file.unread({ start: 0, length: size })).toEqual([
    { start: 4608, length: 512 },
    { start: 39_936, length: 2048 },
  ]);
});

test('never tries a bad sector again, so that what was told stays true', async () => {
  let attempts = 0;
  const file = new RescueFile({
    size,
    read() {
      attempts += 1;
      return Promise.reject(new DiskError('file.input-output', { path: 'x', cause: 'EIO' }));
    },
  });
  await file.read(512, new Uint8Array(512));
  await file.read(600, new Uint8Array(100).fill(7));
  expect([attempts, file.unread({ start: 0, length: size })]).toEqual([1, [{ start: 512, length: 512 }]]);
});

test('passes on every other failure', async () => {
  const file = new RescueFile(new MemoryFile(content));
  await expect(file.read(size - 1, new Uint8Array(2))).rejects.toMatchObject({ reason: 'file.short-read' });
});
