import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { isZero, nonZeroRuns } from '#main/core/disk/zeros.ts';

describe('finding zeros', () => {
  it.each([0, 1, 511, 512, MiB - 1, MiB, MiB + 1, 2 * MiB + 7])('sees one byte anywhere in %i bytes', (size) => {
    const bytes = new Uint8Array(size);
    expect(isZero(bytes)).toBe(true);
    for (const at of [0, 1, size >> 1, size - 2, size - 1].filter((place) => place >= 0 && place < size)) {
      bytes[at] = 1;
      expect({ at, zero: isZero(bytes) }).toEqual({ at, zero: false });
      bytes[at] = 0;
    }
  });

  it('reports maximal runs of units, the last one cut at the end', () => {
    const bytes = new Uint8Array(10);
    bytes[1] = 1;
    bytes[4] = 1;
    bytes[9] = 1;
    expect(nonZeroRuns(bytes, 3)).toEqual([
      { start: 0, end: 6 },
      { start: 9, end: 10 },
    ]);
    expect(nonZeroRuns(new Uint8Array(10), 3)).toEqual([]);
    expect(nonZeroRuns(new Uint8Array(7).fill(1), 3)).toEqual([{ start: 0, end: 7 }]);
  });
});
