import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { CellChecks } from '#main/core/disk/cell-checks.ts';

/** All sums are of one key, so that they can be compared. */
const checksOfOneKey = new CellChecks();

function sumOf(content: Uint8Array, cuts: readonly (readonly [number, number])[] = [[0, content.length]]): string {
  const checks = checksOfOneKey.forAnother();
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

  it('depend on no cut wherever it lies, nor on whether empty stretches are handed in', () => {
    const cell = 64 * KiB;
    const pattern = [1, 0, 1, 1, 0, 0, 1, 1, 1, 0, 1];
    const disk = Buffer.alloc(pattern.length * cell - 100);
    for (const [index, isFull] of pattern.entries()) if (isFull) disk.fill(index + 1, index * cell + 7 * index);
    for (const [index, isFull] of pattern.entries()) if (!isFull) disk.fill(0, index * cell, (index + 1) * cell);
    const expected = sumOf(disk);
    for (const length of [512, 1000, cell - 1, cell, cell + 1, 3 * cell + 5]) {
      const cuts: [number, number][] = [];
      for (let at = 0; at < disk.length; at += length) cuts.push([at, Math.min(at + length, disk.length)]);
      expect(sumOf(disk, cuts), `cut every ${length}`).toBe(expected);
      const withData = cuts.filter(([start, end]) => disk.subarray(start, end).some((byte) => byte !== 0));
      expect(sumOf(disk, withData), `cut every ${length}, without what is empty`).toBe(expected);
    }
  });

  it('tell cells in a row from the same cells with a hole between them', () => {
    const [one, other] = [Buffer.alloc(64 * KiB, 1), Buffer.alloc(64 * KiB, 2)];
    const hole = Buffer.alloc(64 * KiB);
    const disks = [
      [one, other, hole, hole],
      [one, hole, other, hole],
      [hole, one, other, hole],
      [hole, one, hole, other],
    ];
    expect(new Set(disks.map((cells) => sumOf(Buffer.concat(cells)))).size).toBe(disks.length);
  });

  it('say nothing of sums of another key', () => {
    const other = new CellChecks();
    other.add(0, content);
    expect(other.finish(content.length)).not.toBe(sumOf(content));
  });

  it('hold more runs of cells than are kept at once', () => {
    const cells = 5000;
    const make = (last: number) => {
      const checks = checksOfOneKey.forAnother();
      for (let cell = 0; cell < cells; cell += 1) {
        const value = cell === cells - 1 ? last : 1 + (cell % 255);
        checks.add(2 * cell * 64 * KiB, Buffer.alloc(512, value));
      }
      return checks.finish(2 * cells * 64 * KiB);
    };
    expect(make(7)).toBe(make(7));
    expect(make(7)).not.toBe(make(8));
  });
});
