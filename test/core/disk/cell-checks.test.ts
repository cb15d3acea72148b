import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { CellChecks } from '#main/core/disk/cell-checks.ts';

function sumOf(content: Uint8Array, cuts: readonly (readonly [number, number])[] = [[0, content.length]]): string {
  const checks = new CellChecks();
  for (const [start, end] of cuts) checks.add(start, content.subarray(start, end));
  return checks.finish(content.length);
}

/** 1 MiB and a bit with three islands of data. */
const content = Buffer.alloc(MiB + 777);
randomBytes(100).copy(content, 10);
randomBytes(200 * KiB).copy(content, 300 * KiB);
content[content.length - 1] = 1;

describe('the sums that tell whether two disks hold the same', () => {
  it('depend on content and place alone, not on how the data is cut or which zeros are handed in', () => {
    const expected = sumOf(content);
    expect(
      sumOf(content, [
        [0, 4 * KiB],
        [300 * KiB, 301 * KiB],
        [301 * KiB, 500 * KiB + 3],
        [MiB, content.length],
      ]),
    ).toBe(expected);
    expect(sumOf(content, [[10, content.length]])).toBe(expected);
  });

  it('change with one bit anywhere, with a moved cell, with two cells that change places, and with the size', () => {
    const flipped = [10, 300 * KiB, 500 * KiB - 1, content.length - 1].map((at) => {
      const other = Buffer.from(content);
      other[at] = (other[at] ?? 0) ^ 0x80;
      return other;
    });
    const swapped = Buffer.from(content);
    content.copy(swapped, 320 * KiB, 384 * KiB, 448 * KiB);
    content.copy(swapped, 384 * KiB, 320 * KiB, 384 * KiB);
    const moved = Buffer.concat([Buffer.alloc(64 * KiB), content.subarray(0, content.length - 64 * KiB)]);
    const longer = Buffer.concat([content, Buffer.alloc(1)]);
    const sums = [content, ...flipped, swapped, moved, longer].map((one) => sumOf(one));
    expect(new Set(sums).size).toBe(sums.length);
  });

  it('hold more cells than are kept at once', () => {
    const cells = 5000;
    const make = (last: number) => {
      const checks = new CellChecks();
      for (let cell = 0; cell < cells; cell += 1) {
        const value = cell === cells - 1 ? last : 1 + (cell % 255);
        checks.add(cell * 64 * KiB, Buffer.alloc(512, value));
      }
      return checks.finish(cells * 64 * KiB);
    };
    expect(make(7)).toBe(make(7));
    expect(make(7)).not.toBe(make(8));
  });
});
