import { truncate } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KiB, MiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import { mapKinds, type MapKind } from '#shared/model/map.ts';
import { convert } from '#main/core/operations/convert.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { map } from '#main/core/operations/map.ts';
import { CellGrid } from '#main/core/operations/map/cell-grid.ts';
import { cellsOf, locate, rangesOf } from '#main/core/operations/map/map-part.ts';
import { survey, type Survey } from '#main/core/operations/map/survey.ts';
import { makeMappedChain, mapped, mappedSize, writeNoise } from '#test/support/mapped-image.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const { signal } = unwatched;
let folder: TempFolder;
let child: string;

beforeAll(async () => {
  folder = await TempFolder.create();
  child = await makeMappedChain(folder);
});
afterAll(async () => {
  await folder[Symbol.asyncDispose]();
});

async function surveyed(path: string): Promise<Survey> {
  let last: Survey | undefined;
  for await (const step of survey({ path }, signal)) last = step;
  if (!last) throw new Error('The survey told nothing.');
  return last;
}

/** Ranges as text, in MiB. */
async function told(path: string, start: Bytes, length: Bytes): Promise<readonly string[]> {
  const { ranges } = await rangesOf({ path }, { start, length }, signal);
  return ranges.map((range) => `${range.kind} ${range.start / MiB}+${range.length / MiB}`);
}

describe('the ranges of a chain', () => {
  test('tell own data, data of parents, zeros, damage and what nobody stores apart', async () => {
    expect(await told(child, 0, mappedSize)).toEqual([
      'parent 0+60',
      'zero 60+10',
      'hole 70+30',
      'data 100+30',
      'lost 130+2',
      'data 132+8',
      'hole 140+260',
      'parent 400+80',
      'hole 480+420',
      'data 900+24',
      'hole 924+100',
    ]);
  });

  test('are cut where they are asked for, and end with the disk', async () => {
    expect(await told(child, 50 * MiB + 512, 15 * MiB)).toEqual([
      `parent ${50 + 512 / MiB}+${10 - 512 / MiB}`,
      `zero 60+${5 + 512 / MiB}`,
    ]);
    expect(await told(child, mappedSize - MiB, 9 * MiB)).toEqual(['hole 1023+1']);
  });

  test('tell data of a compressed parent apart as well, although it has no place in a file', async () => {
    await using own = await TempFolder.create();
    await makeSampleDisk(own.at('disk.img'), 16 * MiB, [{ start: 2 * MiB, length: 4 * MiB }]);
    const parent = own.at('parent.vmdk');
    const source = { source: own.at('disk.img'), sourceFormat: 'raw', target: parent, variant: 'streamOptimized' };
    await convert(source, unwatched);
    await createChild({ target: own.at('child.vmdk'), parent }, unwatched);
    await writeNoise(own.at('child.vmdk'), [{ start: 3 * MiB, length: MiB }]);
    expect(await told(own.at('child.vmdk'), 0, 16 * MiB)).toEqual([
      'hole 0+2',
      'parent 2+1',
      'data 3+1',
      'parent 4+2',
      'hole 6+10',
    ]);
  });

  test('are 500 at most, and go on where they ended', async () => {
    await using own = await TempFolder.create();
    const path = own.at('many.vdi');
    await create({ target: path, virtualSize: 1200 * MiB, variant: 'dynamic' }, unwatched);
    const every = Array.from({ length: 600 }, (_, index) => ({ start: 2 * index * MiB, length: 512 }));
    await writeNoise(path, every);
    const first = await rangesOf({ path }, { start: 0, length: 1200 * MiB }, signal);
    expect(first.ranges).toHaveLength(500);
    const second = await rangesOf({ path }, { start: first.end, length: 1200 * MiB - first.end }, signal);
    expect(second.ranges[0]).toMatchObject({ start: first.end });
    expect(second.ranges[0]?.kind).not.toBe(first.ranges.at(-1)?.kind);
  });
});

describe('a survey', () => {
  test('counts every byte of a disk by its kind, around damage too', async () => {
    const { size, known, isSalvaged, grid, blockSize } = await surveyed(child);
    expect({ size, known, isSalvaged, blockSize }).toEqual({
      size: mappedSize,
      known: mappedSize,
      isSalvaged: true,
      blockSize: MiB,
    });
    expect(grid.totals()).toEqual({
      data: 62 * MiB,
      parent: 140 * MiB,
      zero: 10 * MiB,
      hole: 810 * MiB,
      lost: 2 * MiB,
    });
  });

  test.each([
    ['disk.vdi', 'dynamic'],
    ['disk.vdi', 'static'],
    ['disk.vhd', 'dynamic'],
    ['disk.vhd', 'fixed'],
    ['disk.vmdk', 'monolithicSparse'],
    ['disk.vmdk', 'twoGbMaxExtentFlat'],
    ['disk.vmdk', 'streamOptimized'],
  ])('agrees with the map of %s (%s)', async (name, variant) => {
    await using own = await TempFolder.create();
    await makeSampleDisk(own.at('disk.img'), 64 * MiB);
    const path = own.at(name);
    await convert({ source: own.at('disk.img'), sourceFormat: 'raw', target: path, variant }, unwatched);
    const expected: Record<string, number> = { data: 0, parent: 0, zero: 0, hole: 0, lost: 0 };
    for await (const batch of map({ path }, unwatched)) {
      for (const { kind, length } of batch) expected[kind] = (expected[kind] ?? 0) + length;
    }
    const { grid, isSalvaged } = await surveyed(path);
    expect([grid.totals(), isSalvaged]).toEqual([expected, false]);
  });

  test('goes on from the start to the end, and knows the files that have a say', async () => {
    await using own = await TempFolder.create();
    const path = own.at('huge.vdi');
    await create({ target: path, virtualSize: 2 * TiB, variant: 'dynamic' }, unwatched);
    const known: number[] = [];
    for await (const step of survey({ path }, signal)) {
      known.push(step.known);
      expect(step.files).toEqual([path]);
    }
    expect(known.length).toBeGreaterThan(100);
    expect(known).toEqual(known.toSorted((a, b) => a - b));
    expect([known[0], known.at(-1)]).toEqual([0, 2 * TiB]);
    expect((await surveyed(child)).files).toEqual([child, folder.at('base.vdi')]);
  });

  test('that is given up closes its files and says nothing more', async () => {
    const controller = new AbortController();
    const steps = survey({ path: child }, controller.signal);
    await steps.next();
    controller.abort();
    await expect(steps.next()).rejects.toThrow(/abort/i);
    const left = survey({ path: child }, signal);
    await left.next();
    await left.return();
    expect(await folder.openFiles()).toEqual([]);
  });

  test('of what is no image says so', async () => {
    await using own = await TempFolder.create();
    await makeSampleDisk(own.at('disk.bin'), MiB);
    await expect(surveyed(own.at('disk.bin'))).rejects.toMatchObject({ reason: 'probe.unknown' });
  });

  test('of a child without its parent is refused, since most of it cannot be told', async () => {
    await using own = await TempFolder.create();
    await create({ target: own.at('base.vdi'), virtualSize: 4 * MiB, variant: 'dynamic' }, unwatched);
    await createChild({ target: own.at('child.vdi'), parent: own.at('base.vdi') }, unwatched);
    await truncate(own.at('base.vdi'), 0);
    await expect(surveyed(own.at('child.vdi'))).rejects.toThrow();
  });
});

describe('cells', () => {
  const share = (cells: Uint8Array, cell: number, kind: MapKind) =>
    cells[cell * mapKinds.length + mapKinds.indexOf(kind)] ?? -1;

  test('hold the shares of their kinds, wherever they begin', async () => {
    const cells = await cellsOf({ path: child }, { start: 120 * MiB, cell: 10 * MiB, count: 3 }, signal);
    expect([share(cells, 0, 'data'), share(cells, 0, 'lost')]).toEqual([255, 0]);
    expect([share(cells, 1, 'data'), share(cells, 1, 'lost')]).toEqual([204, 51]);
    expect([share(cells, 2, 'hole'), share(cells, 2, 'data')]).toEqual([255, 0]);
  });

  test('are the same whether they come from a survey or from a look at that part alone', async () => {
    const { grid } = await surveyed(child);
    const wanted = { start: 64 * MiB, cell: 256 * KiB, count: 512 };
    expect(grid.canTell(wanted)).toBe(true);
    expect(grid.shares(wanted)).toEqual(await cellsOf({ path: child }, wanted, signal));
    expect(grid.canTell({ start: 512, cell: 256 * KiB })).toBe(false);
    expect(grid.canTell({ start: 0, cell: 512 })).toBe(false);
  });

  test('behind the end of the disk are empty, and the last one counts only what there is', async () => {
    const cells = await cellsOf({ path: child }, { start: mappedSize - MiB, cell: 2 * MiB, count: 2 }, signal);
    expect([...cells]).toEqual([0, 0, 0, 255, 0, 0, 0, 0, 0, 0]);
  });

  test('show the least trace of a kind, and their shares add up', () => {
    const grid = new CellGrid({ start: 0, cell: 1000, count: 2 });
    grid.add({ kind: 'hole', start: 0, length: 998 });
    grid.add({ kind: 'lost', start: 998, length: 1 });
    grid.add({ kind: 'data', start: 999, length: 1 });
    grid.add({ kind: 'parent', start: 1000, length: 5000 });
    expect([...grid.shares({ start: 0, cell: 1000, count: 2 })]).toEqual([1, 0, 0, 253, 1, 0, 255, 0, 0, 0]);
    expect(grid.totals()).toEqual({ data: 1, parent: 1000, zero: 0, hole: 998, lost: 1 });
    expect([...grid.shares({ start: 0, cell: 2000, count: 1 })].reduce((sum, one) => sum + one)).toBe(255);
  });
});

describe('a place', () => {
  test('is told of what lies in one piece: in the image itself, or in its parent', async () => {
    const [[start]] = mapped.data;
    const own = await locate({ path: child }, { start: start * MiB + 512, length: 4096 }, signal);
    expect(own?.file).toBe(child);
    const below = await locate({ path: child }, { start: 400 * MiB, length: 2 * MiB }, signal);
    expect(below?.file).toBe(folder.at('base.vdi'));
  });

  test('is not told of what is stored nowhere, or only in part', async () => {
    const ranges = [
      { start: 80 * MiB, length: MiB },
      { start: 99 * MiB, length: 2 * MiB },
      { start: 131 * MiB, length: 512 },
    ];
    expect(await Promise.all(ranges.map((range) => locate({ path: child }, range, signal)))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
