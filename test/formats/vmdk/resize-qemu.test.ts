import { readFile, stat, truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { ResizeFolder } from '#main/core/disk/resize-folder.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { WritableFolder } from '#main/core/disk/writable-folder.ts';
import { compact } from '#main/core/formats/vmdk/compact.ts';
import { planCompaction } from '#main/core/formats/vmdk/compact-plan.ts';
import { resize } from '#main/core/formats/vmdk/resize.ts';
import { fixedIdentity } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, makeWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { checkImage } from './checking.ts';

const subformats = ['monolithicSparse', 'monolithicFlat', 'twoGbMaxExtentSparse', 'twoGbMaxExtentFlat'];

/** A raw disk with data here and there. */
function rawDisk(): Buffer {
  const random = seededRandom(1);
  const content = Buffer.alloc(40 * MiB);
  for (let at = 0; at < content.length; at += 3 * MiB) content.set(random.bytes(200 * KiB), at);
  return content;
}

async function resizeOnDisk(image: string, virtualSize: number): Promise<void> {
  await using folder = await ResizeFolder.open(image, defaultLimits);
  await resize(folder, { limits: defaultLimits, identity: fixedIdentity(), virtualSize, watch: unwatched });
}

async function codesOf(image: string): Promise<readonly string[]> {
  await using folder = await WritableFolder.open(image, defaultLimits);
  return (await checkImage(folder)).codes;
}

describe.skipIf(missing('qemu-img'))('an image of QEMU', () => {
  it.each(subformats)('has the new size and the old content for QEMU after resizing: %s', async (subformat) => {
    await using folder = await TempFolder.create();
    const raw = folder.at('disk.raw');
    const image = folder.at('disk.vmdk');
    await writeFile(raw, rawDisk());
    const variant = { title: '', format: 'vmdk', options: `subformat=${subformat}`, extension: 'vmdk' };
    await makeWithQemu(variant, raw, image);
    for (const size of [90 * MiB + 512, 300 * MiB, 30 * MiB + 512]) {
      await resizeOnDisk(image, size);
      await truncate(raw, size);
      const info = JSON.parse(await qemuImg('info', '--output=json', image)) as Record<string, unknown>;
      expect(info['virtual-size']).toBe(size);
      expect(await compareWithQemu({ path: raw, format: 'raw' }, { path: image, format: 'vmdk' })).toBe('identical');
      if (subformat === 'monolithicSparse') expect(await qemuImg('check', image)).toContain('No errors');
      // What is cut off may leave gaps among the grains that stay.
      const isSmaller = size < 40 * MiB;
      const codes = await codesOf(image);
      expect(codes.filter((code) => !isSmaller || code !== 'vmdk.unused-grains')).toEqual([]);
    }
  });

  it('takes a large disk over many tables', async () => {
    await using folder = await TempFolder.create();
    const image = folder.at('disk.vmdk');
    await qemuImg('create', '-f', 'vmdk', '-o', 'subformat=twoGbMaxExtentSparse', image, '1G');
    await resizeOnDisk(image, 9 * 1024 * MiB);
    const names = [...(await readFile(image, 'latin1')).matchAll(/"(disk-s\d+\.vmdk)"/g)].map(([, name]) => name);
    expect(names).toEqual([1, 2, 3, 4, 5].map((number) => `disk-s00${String(number)}.vmdk`));
    const info = JSON.parse(await qemuImg('info', '--output=json', image)) as Record<string, unknown>;
    expect(info['virtual-size']).toBe(9 * 1024 * MiB);
    expect(await codesOf(image)).toEqual([]);
  });

  it.each(['monolithicSparse', 'twoGbMaxExtentSparse'])(
    'is sound for QEMU after a compaction: %s',
    async (subformat) => {
      await using folder = await TempFolder.create();
      const raw = folder.at('disk.raw');
      const image = folder.at('disk.vmdk');
      const content = rawDisk();
      await writeFile(raw, content);
      const variant = { title: '', format: 'vmdk', options: `subformat=${subformat}`, extension: 'vmdk' };
      await makeWithQemu(variant, raw, image);
      await using files = await WritableFolder.open(image, defaultLimits);
      const plan = await planCompaction(files, { limits: defaultLimits, tolerance: 'strict' });
      expect(plan.orphanedBytes).toBe(0);
      const holes = new UnitSet(plan.unit);
      for (let unit = 0; unit < (20 * MiB) / plan.unit; unit += 1) holes.add(unit);
      content.fill(0, 0, 20 * MiB);
      await writeFile(raw, content);
      const predicted = await plan.sizeAfter(holes);
      const { movedBytes } = await compact(files, {
        limits: defaultLimits,
        identity: fixedIdentity(),
        holes,
        zeros: new UnitSet(plan.unit),
        marks: 'renew',
        watch: unwatched,
      });
      expect(movedBytes).toBeGreaterThan(0);
      const sizes = await Promise.all(
        [image, folder.at('disk-s001.vmdk')].map((file) =>
          stat(file).then(
            ({ size }) => size,
            () => 0,
          ),
        ),
      );
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(predicted);
      expect((await checkImage(files)).codes).toEqual([]);
      // QEMU does not look at an image that somebody may change meanwhile.
      await files[Symbol.asyncDispose]();
      expect(await compareWithQemu({ path: raw, format: 'raw' }, { path: image, format: 'vmdk' })).toBe('identical');
      if (subformat === 'monolithicSparse') expect(await qemuImg('check', image)).toContain('No errors');
    },
  );
});
