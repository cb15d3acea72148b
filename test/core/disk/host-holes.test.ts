import { describe, expect, it } from 'vitest';
import type { ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { splitAtHoles } from '#main/core/disk/host-holes.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Reader } from '#main/core/io/reader.ts';

/** A file that stores bytes only in the given runs. */
function sparse(...runs: readonly [number, number][]): Reader {
  const file: Reader = new MemoryFile(new Uint8Array(1000));
  const nextData = (from: number): ByteRange | undefined => {
    const run = runs.find(([, end]) => end > from);
    if (!run) return undefined;
    const start = Math.max(run[0], from);
    return { start, length: run[1] - start };
  };
  return { size: file.size, read: file.read.bind(file), nextData };
}

async function split(extents: readonly Extent[], ...files: readonly Reader[]): Promise<readonly Extent[]> {
  async function* batches() {
    await Promise.resolve();
    yield extents;
  }
  const found: Extent[] = [];
  for await (const batch of splitAtHoles(batches(), files)) found.push(...batch);
  return found;
}

const stored = (start: number, length: number, at: number): Extent => ({
  kind: 'data',
  start,
  length,
  stored: { file: 0, start: at, length },
});

describe('holes of the host file system', () => {
  it('become zeros, at the right places of the disk', async () => {
    expect(await split([stored(5000, 300, 100)], sparse([0, 150], [200, 220], [390, 1000]))).toEqual([
      stored(5000, 50, 100),
      { kind: 'zero', start: 5050, length: 50 },
      stored(5100, 20, 200),
      { kind: 'zero', start: 5120, length: 170 },
      stored(5290, 10, 390),
    ]);
  });

  it('make a run without any data one zero run, also at the end of the file', async () => {
    expect(await split([stored(0, 300, 700)], sparse([0, 10]))).toEqual([{ kind: 'zero', start: 0, length: 300 }]);
  });

  it('leave runs alone where the system cannot tell, and compressed data always', async () => {
    const extents: Extent[] = [stored(0, 300, 0), { kind: 'data', start: 300, length: 50 }];
    expect(await split(extents, new MemoryFile(new Uint8Array(300)))).toEqual(extents);
  });
});
