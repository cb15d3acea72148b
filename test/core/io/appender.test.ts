import { expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { Appender } from '#main/core/io/appender.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';

function pieceOf(length: number, first: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (first + i * 7) % 251);
}

test('pieces of all sizes follow one another from where the appender begins', async () => {
  const file = new MemoryFile(Uint8Array.of(1, 2, 3, 4, 5));
  const appender = new Appender(file, 3);
  const pieces = [0, 1, 500, MiB - 501, 1, MiB, 3 * MiB + 17, 0, 2].map(pieceOf);
  let end = 3;
  for (const piece of pieces) {
    expect(appender.end).toBe(end);
    await appender.append(piece);
    end += piece.length;
  }
  await appender.finish();
  expect(Buffer.compare(file.bytes(), Buffer.concat([Uint8Array.of(1, 2, 3), ...pieces]))).toBe(0);
});

test('a piece may be changed once it is appended', async () => {
  const file = new MemoryFile();
  const appender = new Appender(file, 0);
  const piece = Uint8Array.of(7, 7, 7);
  await appender.append(piece);
  piece.fill(0);
  await appender.finish();
  expect(file.bytes()).toEqual(Uint8Array.of(7, 7, 7));
});

test('thousands of small pieces take few writes', async () => {
  const fault = new Fault(Infinity, 'EIO', { operations: ['write'] });
  const appender = new Appender(new FaultyFile(new MemoryFile(), fault), 0);
  for (let count = 0; count < 50_000; count += 1) await appender.append(pieceOf(100, count));
  await appender.finish();
  expect(fault.count).toBeLessThanOrEqual(6);
});

test.each([1, 2, 3])(
  'when write %i fails, that is thrown by what comes after it, at the latest by the end',
  async (nth) => {
    const appender = new Appender(new FaultyFile(new MemoryFile(), new Fault(nth)), 0);
    const all = async (): Promise<void> => {
      await appender.append(pieceOf(2 * MiB + 1, 0));
      await appender.finish();
    };
    await expect(all()).rejects.toMatchObject({ code: 'io' });
  },
);
