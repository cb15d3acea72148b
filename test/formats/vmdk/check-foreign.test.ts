import { mkdtempSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, TiB } from '#shared/model/bytes.ts';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';
import { ImageFolder } from '#main/core/disk/image-folder.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { marker, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import { corpusImages, unpack } from '#test/support/corpus.ts';
import { counted } from '#test/support/counted.ts';
import { fixedIdentity, makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { seededRandom } from '#test/support/random.ts';
import { checkImage, patchesFor } from './checking.ts';
import { healthy } from './damage.ts';
import { entryOf, setEntries } from './spoil.ts';

const isBad = (code: string) => ['fatal', 'damage'].includes(findingRows[code as FindingCode].severity);

describe.skipIf(missing('qemu-img'))('checking what qemu-img makes', () => {
  let folder: TempFolder;
  beforeEach(async () => {
    folder = await TempFolder.create();
  });
  afterEach(() => folder[Symbol.asyncDispose]());

  const variants = qemuVariants.filter(({ format }) => format === 'vmdk');
  const sizes = [64 * MiB, 70 * MiB + 512, 2.5 * GiB];
  it.each(variants.flatMap((variant) => sizes.map((size) => ({ ...variant, size }))))(
    'finds nothing in $title of $size bytes',
    async ({ size, ...variant }) => {
      await makeSampleDisk(folder.at('source.img'), size);
      await makeWithQemu(variant, folder.at('source.img'), folder.at('disk.vmdk'));
      await using files = await ImageFolder.open(folder.at('disk.vmdk'), defaultLimits);
      // QEMU stores of the last grain only what lies on the disk.
      const isCutOff = variant.title.includes('stream') && size % (64 * KiB) !== 0;
      expect((await checkImage(files)).codes).toEqual(isCutOff ? ['vmdk.grain-short'] : []);
    },
  );

  async function madeByQemu(subformat: string): Promise<MemoryImage> {
    await makeSampleDisk(folder.at('source.img'), 33 * MiB);
    const variant = variants.find(({ title }) => title.endsWith(subformat));
    if (!variant) throw new Error(`qemu-img makes no ${subformat}`);
    await makeWithQemu(variant, folder.at('source.img'), folder.at('disk.vmdk'));
    return new MemoryImage('disk.vmdk', await readFile(folder.at('disk.vmdk')));
  }

  it.each([
    ['monolithicSparse', 'first', 'vmdk.first-entry-spoiled'],
    ['monolithicSparse', 'second', 'vmdk.second-entry-stale'],
    ['streamOptimized', 'first', 'vmdk.first-entry-spoiled'],
    ['streamOptimized', 'both', 'vmdk.grain-misplaced'],
  ] as const)('mends a %s of QEMU whose %s entry of a grain is damaged', async (subformat, copy, code) => {
    const image = await madeByQemu(subformat);
    await setEntries(image.main, { 1: 0x7000_0000 }, copy);
    expect((await checkImage(image)).codes).toEqual([code]);
    await applyPatches(image, await patchesFor(image, [code]));
    expect((await checkImage(image)).codes).toEqual([]);
    await writeFile(folder.at('mended.vmdk'), image.main.bytes());
    expect(await qemuImg('compare', folder.at('mended.vmdk'), folder.at('source.img'))).toContain('identical');
  });

  it('agrees with the check of QEMU on what it tells of a grain beyond the end', async () => {
    const image = await madeByQemu('monolithicSparse');
    await setEntries(image.main, { 1: 0x7000_0000 }, 'both');
    await writeFile(folder.at('damaged.vmdk'), image.main.bytes());
    await expect(qemuImg('check', '-f', 'vmdk', folder.at('damaged.vmdk'))).rejects.toThrow();
    expect((await checkImage(image)).codes).toEqual(['vmdk.grain-outside']);
  });
});

describe('checking what was written in place', () => {
  it.each(['monolithicSparse', 'twoGbMaxExtentSparse', 'monolithicFlat'])('finds no damage in %s', async (variant) => {
    const image = await makeImage(vmdk, { variant, virtualSize: 5 * MiB });
    const random = seededRandom(5);
    const layer = await vmdk.edit?.(image, { limits: defaultLimits, tolerance: 'strict', identity: fixedIdentity() });
    if (!layer) throw new Error('VMDK cannot be written in place');
    for (let i = 0; i < 20; i += 1) {
      const at = random.below(80) * layer.editUnit;
      if (at + layer.editUnit <= layer.virtualSize) await layer.write(at, new Uint8Array(layer.editUnit).fill(i + 1));
    }
    await layer.flush();
    expect((await checkImage(image)).codes).toEqual([]);
  });

  it('finds nothing in a new child', async () => {
    const parent = await makeImage(vmdk, { virtualSize: 5 * MiB });
    const child = new MemoryImage('child.vmdk');
    const reference = {
      path: '/disks/disk.vmdk',
      relativePath: 'disk.vmdk',
      modifiedAt: new Date(0),
      layer: await openImage(vmdk, parent),
    };
    const plan = { options: vmdk.options().parse({}), identity: fixedIdentity(), parent: reference };
    await vmdk.createChild?.(child.asTarget(), plan);
    expect((await checkImage(child)).findings).toEqual([]);
  });
});

describe.skipIf(missing('corpus', 'xz'))('checking real images', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'platter-test-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const images = missing('corpus') ? [] : corpusImages().filter(({ format }) => format === 'vmdk');

  it.each(images)('finds in $file what is there', async (image) => {
    await using files = await ImageFolder.open(await unpack(image, folder), defaultLimits);
    const { codes } = await checkImage(files);
    const expected: Readonly<Record<string, string>> = {
      'containerized-data-importer__invalid-qcow-backing-file_img': 'vmdk.header-damaged',
      'go-vmdk-parser__vmdk-invalid_img': 'vmdk.descriptor-damaged',
      'os-test-images__monolithicFlat_leak': 'vmdk.extent-refused',
      'os-test-images__monolithicFlat_missing': 'vmdk.extent-missing',
      'vmdk-forensic__ms3-win': 'vmdk.extent-missing',
    };
    const code = expected[path.dirname(image.file)];
    expect(codes.filter((found) => isBad(found))).toEqual(code === undefined ? [] : [code]);
    expect(code === undefined).toBe(image.digest !== undefined);
  });
});

describe('checking a hostile VMDK', () => {
  const structures = [
    ['monolithicSparse', sparseHeader, () => 0],
    ['streamOptimized', sparseHeader, () => 0],
    ['streamOptimized', sparseHeader, (size: number) => size - 1024],
    ['streamOptimized', marker, (size: number) => size - 1536],
    ['twoGbMaxExtentSparse', sparseHeader, () => 0],
  ] as const;
  const fillings = [[0x00], [0x01, 0x00], [0xff], [0xff, 0x7f], [0x00, 0x7f]] as const;

  it.each(structures)(
    'of the kind %s throws nothing, whatever a field says, nor does its repair',
    async (variant, structure, at) => {
      const honest = await healthy[variant]();
      for (const { at: start, size, name } of structure.places.filter(({ name: field }) => field !== 'unused')) {
        for (const filling of fillings) {
          const image = await healthy[variant]();
          const file = [...image.siblings.values()][0] ?? image.main;
          const bytes = Uint8Array.from({ length: size }, (_, i) => filling[Math.min(i, filling.length - 1)] ?? 0);
          await file.write(at(file.size) + start, bytes);
          if (name === 'magic' && variant !== 'twoGbMaxExtentSparse' && at(file.size) === 0) continue;
          const { codes } = await checkImage(image);
          await applyPatches(image, await patchesFor(image, codes));
          await checkImage(image);
        }
      }
      expect((await checkImage(honest)).codes).toEqual([]);
    },
  );

  it.each(['monolithicSparse', 'streamOptimized', 'twoGbMaxExtentSparse'] as const)(
    'of the kind %s with random bytes in it throws nothing, nor does its repair',
    async (variant) => {
      for (let seed = 1; seed <= 40; seed += 1) {
        const random = seededRandom(seed);
        const image = await healthy[variant]();
        const file = [...image.siblings.values()][0] ?? image.main;
        for (let i = 0; i < 8; i += 1) {
          const at = 4 + random.below(Math.min(file.size, 64 * KiB) - 12);
          await file.write(
            at,
            Uint8Array.from({ length: 1 + random.below(8) }, () => random.below(256)),
          );
        }
        const { codes } = await checkImage(image);
        await applyPatches(image, await patchesFor(image, codes));
        const first = await checkImage(image);
        await applyPatches(image, await patchesFor(image, first.codes));
        // What can be mended does not come back for ever.
        const second = await checkImage(image);
        await applyPatches(image, await patchesFor(image, second.codes));
        expect((await patchesFor(image, (await checkImage(image)).codes)).length, `seed ${seed}`).toBe(0);
      }
    },
  );

  it('whose table has every grain in one place is told within bounds', async () => {
    const image = await healthy.monolithicSparse();
    const sector = await entryOf(image.main, 0);
    await setEntries(image.main, Object.fromEntries(Array.from({ length: 1280 }, (_, grain) => [grain, sector])));
    const { findings, codes } = await checkImage(image);
    expect(codes).toContain('vmdk.grain-used-twice');
    expect(findings.filter(({ code }) => code === 'vmdk.grain-used-twice')).toHaveLength(1000);
  });
});

describe('checking a large VMDK', () => {
  it('of 1 TiB with little in it reads both copies of its tables once, in large pieces', async () => {
    const written = [0, 300 * GiB, TiB - 64 * KiB].map((start) => ({ start, length: 64 * KiB }));
    const image = counted(await makeImage(vmdk, { virtualSize: TiB, written }));
    expect(await checkImage(image)).toMatchObject({ allocated: 3, codes: [] });
    // Both copies of the tables are nearly all of the file.
    expect(image.bytesRead).toBeLessThanOrEqual(image.main.size);
    expect(image.reads).toBeLessThan(400);
  });
});
