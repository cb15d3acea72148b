import { expect, test } from 'vitest';
import { cached } from '#main/core/io/cached.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';

const content = Uint8Array.from({ length: 1000 }, (_, i) => (i * 7 + (i >> 8)) % 256);

/** A reader that notes what is asked of it. */
function watched(reader: Reader = new MemoryFile(content)) {
  const reads: [start: number, length: number][] = [];
  const watchedReader: Reader = {
    size: reader.size,
    async read(at, target, signal) {
      reads.push([at, target.length]);
      await reader.read(at, target, signal);
    },
  };
  return { reads, reader: watchedReader };
}

async function readFrom(reader: Reader, at: number, length: number): Promise<Uint8Array> {
  const target = new Uint8Array(length);
  await reader.read(at, target);
  return target;
}

test('every offset and length reads the same as without a cache', async () => {
  const reader = cached(new MemoryFile(content), { pageSize: 64, pages: 3 });
  for (const at of [0, 1, 63, 64, 65, 127, 128, 500, 959, 960, 999, 1000]) {
    for (const length of [0, 1, 2, 63, 64, 65, 129, 1000]) {
      if (at + length > content.length) continue;
      expect(await readFrom(reader, at, length)).toEqual(content.subarray(at, at + length));
    }
  }
});

test('a page is read once, whole, and the last one as short as it is', async () => {
  const { reads, reader } = watched();
  const table = cached(reader, { pageSize: 300, pages: 4 });
  await readFrom(table, 10, 4);
  await readFrom(table, 200, 4);
  await readFrom(table, 298, 4);
  await readFrom(table, 990, 10);
  expect(reads).toEqual([
    [0, 300],
    [300, 300],
    [900, 100],
  ]);
});

test('the page that was used longest ago makes room', async () => {
  const { reads, reader } = watched();
  const table = cached(reader, { pageSize: 100, pages: 2 });
  for (const at of [0, 100, 0, 200, 0, 100]) await readFrom(table, at, 1);
  expect(reads.map(([start]) => start)).toEqual([0, 100, 200, 100]);
});

test('reads that overlap in time share one load', async () => {
  const { reads, reader } = watched();
  const table = cached(reader, { pageSize: 100, pages: 2 });
  await Promise.all([readFrom(table, 0, 1), readFrom(table, 50, 20), readFrom(table, 99, 1)]);
  expect(reads).toHaveLength(1);
});

test('one of several waiting may give up without hurting the others', async () => {
  const table = cached(new MemoryFile(content), { pageSize: 100, pages: 2 });
  const abort = new AbortController();
  const [given, kept] = [table.read(0, new Uint8Array(1), abort.signal), readFrom(table, 5, 1)];
  abort.abort();
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  expect(await kept).toEqual(content.subarray(5, 6));
});

test('a load that failed is tried again', async () => {
  const table = cached(new FaultyFile(new MemoryFile(content), new Fault(1)), { pageSize: 100, pages: 2 });
  const both = await Promise.allSettled([readFrom(table, 0, 1), readFrom(table, 1, 1)]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await readFrom(table, 0, 3)).toEqual(content.subarray(0, 3));
});

test('a reader that throws at once is tried again too', async () => {
  let calls = 0;
  const reader: Reader = {
    size: 10,
    read: () => {
      calls += 1;
      throw new Error('at once');
    },
  };
  const table = cached(reader, { pageSize: 10, pages: 1 });
  await expect(readFrom(table, 0, 1)).rejects.toThrow('at once');
  await expect(readFrom(table, 0, 1)).rejects.toThrow('at once');
  expect(calls).toBe(2);
});

test.each([
  [-1, 1],
  [1000, 1],
  [999, 2],
  [NaN, 1],
])('reading %d bytes further than the reader goes is refused in its name', async (at, length) => {
  const table = cached(new MemoryFile(content, 'table.vhd'), { pageSize: 100, pages: 1 });
  await expect(readFrom(table, at, length)).rejects.toMatchObject({
    reason: 'file.short-read',
    facts: { name: 'table.vhd' },
  });
});
