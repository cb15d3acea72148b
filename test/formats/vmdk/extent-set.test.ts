import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, TiB, type ByteRange } from '#shared/model/bytes.ts';
import { splitNames, flatName } from '#main/core/formats/vmdk/extent-file-names.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import type { TargetFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import {
  extentsOf,
  fixedIdentity,
  makeImage,
  MemoryImage,
  openImage,
  type ImageRecipe,
} from '#test/support/make-image.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { patternAt } from '#test/support/patterns.ts';

const make = (recipe: ImageRecipe) => makeImage(vmdk, recipe);
const defaults = options().parse({});
const variantOf = (id: string) => vmdk.variants.find(({ info }) => info.id === id);
const textOf = (image: MemoryImage) => Buffer.from(image.main.bytes()).toString();
const extentLines = (image: MemoryImage) =>
  textOf(image)
    .split('\n')
    .filter((line) => line.startsWith('RW '));
const filesOf = (image: MemoryImage) => image.contents().map(({ name, bytes }) => [name, bytes.length]);

describe('naming the extents of a VMDK', () => {
  it.each([
    ['disk.vmdk', 'disk-flat.vmdk', 'disk-s001.vmdk'],
    ['DISK.VMDK', 'DISK-flat.VMDK', 'DISK-s001.VMDK'],
    ['server 2.0', 'server 2.0-flat.vmdk', 'server 2.0-s001.vmdk'],
    ['a.vmdk.img', 'a.vmdk.img-flat.vmdk', 'a.vmdk.img-s001.vmdk'],
  ])('makes of %s the names %s and %s', (descriptor, flat, split) => {
    expect([flatName(descriptor), splitNames(descriptor, 's', 1)]).toEqual([flat, [split]]);
  });

  it('goes on counting behind 999', () => {
    expect(splitNames('d.vmdk', 'f', 1001).slice(998)).toEqual(['d-f999.vmdk', 'd-f1000.vmdk', 'd-f1001.vmdk']);
  });
});

describe('a disk of 5 GiB in files of 2047 MiB', () => {
  /** Both sides of the first border, nothing in the last file. */
  const written: ByteRange[] = [{ start: 2047 * MiB - 128 * KiB, length: 256 * KiB }];

  it('is split where VMware and VirtualBox split it', async () => {
    const image = await make({ variant: 'twoGbMaxExtentSparse', virtualSize: 5 * GiB, written });
    expect(extentLines(image)).toEqual([
      'RW 4192256 SPARSE "disk-s001.vmdk"',
      'RW 4192256 SPARSE "disk-s002.vmdk"',
      'RW 2101248 SPARSE "disk-s003.vmdk"',
    ]);
    expect(textOf(image)).toContain('\ncreateType="twoGbMaxExtentSparse"\n');
    const headers = [...image.siblings.values()].map((file) => sparseHeader.decode(file.bytes()));
    const common = { version: 1, flags: 3, descriptorOffset: 0, descriptorSize: 0, redundantDirectory: 1 };
    expect(headers).toMatchObject([
      { ...common, capacity: 4_192_256, grainSize: 128 },
      { ...common, capacity: 4_192_256, grainSize: 128 },
      { ...common, capacity: 2_101_248, grainSize: 128 },
    ]);
  });

  it('holds data on both sides of a border, and a file without data is an empty one', async () => {
    const image = await make({ variant: 'twoGbMaxExtentSparse', virtualSize: 5 * GiB, written });
    const layer = await openImage(vmdk, image);
    const runs = await extentsOf(layer, { start: 0, length: 5 * GiB });
    const data = runs.filter(({ kind }) => kind === 'data');
    expect(data.map(({ start, length, stored }) => [start, length, stored?.file])).toEqual([
      [2047 * MiB - 128 * KiB, 128 * KiB, 1],
      [2047 * MiB, 128 * KiB, 2],
    ]);
  });

  it('is known by its names before anything is written, and by an upper bound of its size', () => {
    const variant = variantOf('twoGbMaxExtentFlat');
    const plan = { virtualSize: 5 * GiB, options: defaults };
    expect(variant?.siblings?.('d.vmdk', plan)).toEqual(['d-f001.vmdk', 'd-f002.vmdk', 'd-f003.vmdk']);
    expect(variant?.measure?.({ ...plan, dataBytes: 0 })).toBe(5 * GiB + 4 * KiB);
  });
});

describe('a disk of full size', () => {
  it.each([1 * MiB, 1 * MiB + 512])('of %d bytes lies in one file beside its descriptor', async (virtualSize) => {
    const image = await make({ variant: 'monolithicFlat', virtualSize });
    expect(extentLines(image)).toEqual([`RW ${virtualSize / 512} FLAT "disk-flat.vmdk" 0`]);
    expect(filesOf(image)).toEqual([
      ['disk.vmdk', image.main.size],
      ['disk-flat.vmdk', virtualSize],
    ]);
  });

  it('takes its space at once where the file can promise it', async () => {
    const taken: [string, number][] = [];
    const image = new MemoryImage('disk.vmdk');
    const target: TargetFiles = {
      ...image.asTarget(),
      async sibling(name) {
        const file = await image.asTarget().sibling(name);
        return Object.assign(file, {
          async preallocate(size: number) {
            taken.push([name, size]);
            await file.resize(size);
            return 'reserved' as const;
          },
        });
      },
    };
    const [, flat] = splitVariants(1 * MiB);
    const plan = { virtualSize: 2.5 * MiB, options: defaults, identity: fixedIdentity() };
    await (await flat?.create?.(target, plan))?.finish();
    expect(taken).toEqual([
      ['disk-f001.vmdk', 1 * MiB],
      ['disk-f002.vmdk', 1 * MiB],
      ['disk-f003.vmdk', 0.5 * MiB],
    ]);
  });
});

describe.each(['monolithicFlat', 'twoGbMaxExtentSparse', 'twoGbMaxExtentFlat'])('every set of files, %s,', (id) => {
  it('notes the options in its descriptor', async () => {
    const image = await make({ variant: id, virtualSize: MiB, options: { adapterType: 'ide', hardwareVersion: 10 } });
    expect(textOf(image)).toMatch(/ddb\.adapterType = "ide"[^]*ddb\.virtualHWVersion = "10"\n$/);
  });

  it('refuses a name that a descriptor cannot hold, before it makes a file', async () => {
    const image = new MemoryImage('a"b.vmdk');
    const plan = { virtualSize: MiB, options: defaults, identity: fixedIdentity() };
    const target = image.asTarget();
    await expect(async () => variantOf(id)?.create?.(target, plan)).rejects.toMatchObject({
      reason: 'vmdk.name-not-writable',
    });
    expect(image.siblings.size).toBe(0);
  });

  it('has no more files at its largest than an image may have', () => {
    const virtualSize = variantOf(id)?.info.maximumSize ?? 0;
    const files = variantOf(id)?.siblings?.('d.vmdk', { virtualSize, options: defaults }) ?? [];
    expect(files.length + 1).toBeLessThanOrEqual(defaultLimits.files);
    expect(virtualSize).toBeGreaterThanOrEqual(16 * TiB);
  });

  it('has no descriptor when any step failed, and says that it failed', async () => {
    const variant = [...splitVariants(1 * MiB), variantOf('monolithicFlat')].find((one) => one?.info.id === id);
    for (let nth = 1; ; nth += 1) {
      const image = new MemoryImage('disk.vmdk');
      const fault = new Fault(nth);
      const whole = image.asTarget();
      const target: TargetFiles = {
        name: image.name,
        main: new FaultyFile(image.main, fault),
        sibling: async (name) => new FaultyFile(await whole.sibling(name), fault),
      };
      const plan = { virtualSize: 3.5 * MiB, options: defaults, identity: fixedIdentity() };
      const work = async () => {
        const sink = await variant?.create?.(target, plan);
        if (!sink) throw new Error(`${id} cannot be written`);
        const writes = [0, 768 * KiB, 2.5 * MiB].map((at) => sink.data(at, patternAt(at, 640 * KiB)));
        await Promise.allSettled(writes);
        await sink.finish();
      };
      const [outcome] = await Promise.allSettled([work()]);
      if (!fault.fired) {
        expect(outcome.status).toBe('fulfilled');
        break;
      }
      expect({ nth, status: outcome.status }).toEqual({ nth, status: 'rejected' });
      // Only the very last flush comes after the descriptor.
      if (image.main.size > 0) expect(fault.count).toBe(nth);
    }
  });

  it('stops when it is told to', async () => {
    const plan = { virtualSize: 40 * MiB, options: defaults, identity: fixedIdentity() };
    const sink = await variantOf(id)?.create?.(new MemoryImage('disk.vmdk').asTarget(), plan);
    await expect(sink?.data(0, patternAt(0, MiB), AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' });
  });
});
