import { describe, expect, it } from 'vitest';
import { KiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { windowsOf, type Window } from '#main/core/disk/windows.ts';

async function cut(extents: readonly Extent[], limit: number): Promise<readonly Window[]> {
  async function* batches() {
    await Promise.resolve();
    for (const extent of extents) yield [extent];
  }
  const windows: Window[] = [];
  for await (const window of windowsOf(batches(), { unit: 64 * KiB, limit })) windows.push(window);
  return windows;
}

describe('cutting a disk into windows', () => {
  it('makes no window where there is no data, whatever the size of the disk', async () => {
    const windows = await cut(
      [
        { kind: 'hole', start: 0, length: 8 * TiB },
        { kind: 'zero', start: 8 * TiB, length: 8 * TiB },
      ],
      16 * TiB,
    );
    expect(windows).toEqual([]);
  });

  it('rounds bounds to the unit and ends at the limit', async () => {
    const windows = await cut([{ kind: 'data', start: 100 * KiB, length: 100 }], 128 * KiB - 512);
    expect(windows.map(({ start, length }) => ({ start, length }))).toEqual([
      { start: 64 * KiB, length: 64 * KiB - 512 },
    ]);
  });

  it('collects what lies in the same two mebibytes and splits what crosses them, with its place in the file', async () => {
    const windows = await cut(
      [
        { kind: 'data', start: 0, length: 64 * KiB },
        { kind: 'hole', start: 64 * KiB, length: 64 * KiB },
        {
          kind: 'data',
          start: 128 * KiB,
          length: 2 * MiB,
          stored: { file: 3, start: 7 * MiB, length: 2 * MiB },
        },
      ],
      4 * MiB,
    );
    expect(windows).toEqual([
      {
        start: 0,
        length: 2 * MiB,
        pieces: [
          { kind: 'data', start: 0, length: 64 * KiB },
          {
            kind: 'data',
            start: 128 * KiB,
            length: 2 * MiB - 128 * KiB,
            stored: { file: 3, start: 7 * MiB, length: 2 * MiB - 128 * KiB },
          },
        ],
      },
      {
        start: 2 * MiB,
        length: 128 * KiB,
        pieces: [
          {
            kind: 'data',
            start: 2 * MiB,
            length: 128 * KiB,
            stored: { file: 3, start: 9 * MiB - 128 * KiB, length: 128 * KiB },
          },
        ],
      },
    ]);
  });
});
