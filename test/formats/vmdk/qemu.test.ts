import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { copyInto } from '#main/core/disk/copy.ts';
import { digestFor } from '#main/core/disk/digest.ts';
import { firstDifference } from '#main/core/disk/first-difference.ts';
import { openImage } from '#main/core/disk/open.ts';
import { raw } from '#main/core/formats/raw/index.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { atomically } from '#main/core/io/atomic-output.ts';
import { fixedIdentity } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** One that every block divides, one that none does, and one that a split disk needs two files for. */
const sizes = [
  ['64 MiB', 64 * MiB],
  ['70 MiB and a sector', 70 * MiB + 512],
  ['2.5 GiB', 2.5 * GiB],
] as const;

describe.skipIf(missing('qemu-img')).each(sizes)('together with qemu-img, a disk of %s', (_, size) => {
  let folder: TempFolder;
  let rawFile: string;

  beforeAll(async () => {
    folder = await TempFolder.create();
    rawFile = folder.at('source.img');
    await makeSampleDisk(rawFile, size);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it.each(qemuVariants.filter(({ format }) => format === 'vmdk'))(
    'reads $title as qemu-img made it',
    async (variant) => {
      const file = folder.at(`${variant.title}.vmdk`);
      await makeWithQemu(variant, rawFile, file);
      await using source = await openImage(rawFile, { formats: [raw], sourceFormat: 'raw' });
      await using image = await openImage(file, { formats: [vmdk] });
      expect({
        variant: image.disk.layer.variant,
        size: image.disk.virtualSize,
        difference: await firstDifference(source.disk, image.disk, unwatched),
      }).toEqual({ variant: variant.title.slice('VMDK '.length), size, difference: undefined });
    },
  );

  it.each([
    ['monolithicSparse', {}],
    ['monolithicSparse', { grainSize: 16 * KiB, adapterType: 'ide' }],
    ['streamOptimized', {}],
    ['streamOptimized', { level: 1 }],
    ['monolithicFlat', {}],
    ['twoGbMaxExtentSparse', {}],
    ['twoGbMaxExtentSparse', { grainSize: 8 * KiB, adapterType: 'buslogic' }],
    ['twoGbMaxExtentFlat', { hardwareVersion: 21 }],
    ['monolithicSparse', { zeroedGrains: 'on' }],
    ['twoGbMaxExtentSparse', { zeroedGrains: 'on', toolsVersion: 10_346 }],
  ])('writes %s %j that qemu-img reads the same', async (variant, options) => {
    const file = folder.at(`${variant} ${Object.keys(options).join(' ')}.vmdk`);
    await write(rawFile, file, { variant, options });
    const comparison = await compareWithQemu({ path: rawFile, format: 'raw' }, { path: file, format: 'vmdk' });
    // qemu-img has no check for flat extents.
    const check = variant.endsWith('Flat') ? undefined : await qemuImg('check', '-f', 'vmdk', file);
    const info = JSON.parse(await qemuImg('info', '--output=json', file)) as { 'virtual-size': Bytes };
    expect([comparison, check, info['virtual-size']]).toEqual([
      'identical',
      variant.endsWith('Flat') ? undefined : 'No errors were found on the image.\n',
      size,
    ]);
  });
});

/** Writes a VMDK with the content of a raw file. */
async function write(source: string, target: string, how: { variant: string; options: object }): Promise<void> {
  await using image = await openImage(source, { formats: [raw], sourceFormat: 'raw' });
  const { virtualSize } = image.disk;
  await atomically(target, {}, async (files) => {
    const variant = vmdk.variants.find(({ info }) => info.id === how.variant);
    const plan = { virtualSize, options: vmdk.options().parse(how.options), identity: fixedIdentity() };
    const sink = await variant?.create?.(files, plan);
    if (!sink) throw new Error(`${how.variant} cannot be written`);
    const job = { virtualSize, expectedBytes: virtualSize, digest: digestFor(0, virtualSize), watch: unwatched };
    await copyInto(sink, image.disk, job);
  });
}
