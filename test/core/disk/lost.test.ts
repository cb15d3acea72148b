import { describe, expect, test } from 'vitest';
import { KiB, MiB, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { copyInto } from '#main/core/disk/copy.ts';
import { Disk } from '#main/core/disk/disk.ts';
import type { Layer } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { raw } from '#main/core/formats/raw/index.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { RangeSet } from '#main/core/io/range-set.ts';
import { fixedIdentity, makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { badMedium, dishonesty } from '#test/support/salvage.ts';
import { unwatched } from '#test/support/watch.ts';

const unit = 64 * KiB;

function layerOf(extents: readonly Extent[], content: Layer['files'][number]['content']): Layer {
  return {
    variant: 'test',
    virtualSize: 3 * unit,
    blockSize: unit,
    facts: {},
    files: [{ name: 'test', role: 'image', content }],
    async *extents({ start, length }: ByteRange) {
      for (const extent of extents) {
        const from = Math.max(start, extent.start);
        const to = Math.min(start + length, extent.start + extent.length);
        if (to <= from) continue;
        const { kind, stored } = extent;
        const part = { kind, start: from, length: to - from };
        yield [
          stored
            ? { ...part, stored: { ...stored, start: stored.start + from - extent.start, length: to - from } }
            : part,
        ];
      }
    },
    readStored: () => Promise.reject(new Error('nothing is compressed')),
  };
}

const data = (index: number, count = 1): Extent => ({
  kind: 'data',
  start: index * unit,
  length: count * unit,
  stored: { file: 0, start: index * unit, length: count * unit },
});
const run = (kind: Extent['kind'], index: number, count = 1): Extent => ({
  kind,
  start: index * unit,
  length: count * unit,
});

describe('what is lost', () => {
  test('hides the parent, reads as zeros, and is told', async () => {
    const file = new MemoryFile(new Uint8Array(3 * unit).fill(7));
    const lost = new RangeSet();
    const parent = new Disk(layerOf([data(0, 3)], file));
    const disk = new Disk(layerOf([run('hole', 0), run('lost', 1), data(2)], file), parent, lost.add.bind(lost));
    const content = new Uint8Array(3 * unit);
    await disk.read(0, content);
    expect([content[0], content[unit], content[2 * unit]]).toEqual([7, 0, 7]);
    expect(lost.first(9)).toEqual([{ start: unit, length: unit }]);
  });

  test('of a parent is told only where the child shows it, bad sectors too', async () => {
    const healthy = new MemoryFile(new Uint8Array(3 * unit).fill(7));
    const bad = badMedium(healthy, [{ start: 2 * unit - 512, length: 1024 }]);
    const lost = new RangeSet();
    const parent = new Disk(layerOf([run('lost', 0), data(1, 2)], bad));
    const disk = new Disk(layerOf([data(0), data(1), run('hole', 2)], healthy), parent, lost.add.bind(lost));
    await disk.read(0, new Uint8Array(3 * unit));
    expect(lost.first(9)).toEqual([{ start: 2 * unit, length: 512 }]);
  });
});

test('a copy from a bad medium has zeros exactly where it says that something is lost', async () => {
  const image = await makeImage(vdi, { virtualSize: 9 * MiB, written: [{ start: MiB, length: 7 * MiB }] });
  const original = await readAll(await openImage(vdi, image));
  const bad = [1, 3, 5].map((index) => ({ start: index * MiB + index * 700, length: index * 1000 }));
  const lost = new RangeSet();
  const how = { limits: defaultLimits, tolerance: 'rescue', lost: lost.add.bind(lost) } as const;
  const files = { main: badMedium(image.main, bad), name: image.name, sibling: (name: string) => image.sibling(name) };
  const disk = new Disk(await vdi.open(files, how), undefined, how.lost);
  const target = new MemoryImage('target.img');
  const { virtualSize } = disk;
  const sink = await raw.variants[0]?.create?.(target, { virtualSize, options: {}, identity: fixedIdentity() });
  if (!sink) throw new Error('raw images cannot be written');
  await copyInto(sink, disk, { virtualSize, expectedBytes: virtualSize, watch: unwatched });
  const found = { content: target.main.bytes(), lost: lost.first(Infinity) };
  expect(dishonesty(found, original)).toBeUndefined();
  expect(found.lost).toHaveLength(3);
  for (const { start, length } of found.lost) {
    expect(found.content.subarray(start, start + length).every((byte) => byte === 0)).toBe(true);
  }
});
