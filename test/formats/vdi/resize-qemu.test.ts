import { truncate, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { fixedIdentity } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { patternWithin } from '#test/support/patterns.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { editImage } from './edit-support.ts';

const size = 9 * MiB + 512;
/** More blocks than the map of QEMU's image can take where it lies. */
const beyondMap = 600 * MiB;
const written = [
  { start: 0, length: 2 * MiB + 4096 },
  { start: 5 * MiB - 512, length: 3 * MiB },
  { start: 9 * MiB, length: 512 },
];
const none = () => Promise.reject(new Error('a VDI is one file'));
const how = { limits: defaultLimits, identity: fixedIdentity(), watch: unwatched };

/** An image of QEMU with the content as a raw file beside it. */
async function makeBoth(folder: TempFolder, option: string): Promise<void> {
  await writeFile(folder.at('model.img'), patternWithin({ start: 0, length: size }, written));
  await qemuImg('convert', '-f', 'raw', '-O', 'vdi', '-o', option, folder.at('model.img'), folder.at('disk.vdi'));
}

async function resize(folder: TempFolder, virtualSize: Bytes): Promise<void> {
  await using main = await openForWriting(folder.at('disk.vdi'));
  const files = { main, name: 'disk.vdi', sibling: none, create: none, replaceMain: none, remove: none };
  await vdi.resize?.(files, { ...how, virtualSize });
  await truncate(folder.at('model.img'), virtualSize);
}

/** Expects QEMU to see the content of the raw file, and no fault. */
async function expectWhole(folder: TempFolder): Promise<void> {
  const ours = { path: folder.at('disk.vdi'), format: 'vdi' };
  expect(await compareWithQemu(ours, { path: folder.at('model.img'), format: 'raw' })).toBe('identical');
  const check: unknown = JSON.parse(await qemuImg('check', '--output=json', folder.at('disk.vdi')));
  expect(check).toMatchObject({ 'check-errors': 0 });
  expect(check).not.toHaveProperty('corruptions');
}

describe.skipIf(missing('qemu-img'))('VDI images of QEMU that Platter resizes and compacts', () => {
  it.each([
    ['static=off', beyondMap],
    ['static=off', 20 * MiB],
    ['static=off', 6 * MiB + 1024],
    ['static=on', 20 * MiB],
    ['static=on', 6 * MiB],
  ])('are whole for QEMU at another size: %s, %i bytes', async (option, virtualSize) => {
    await using folder = await TempFolder.create();
    await makeBoth(folder, option);
    await resize(folder, virtualSize);
    await expectWhole(folder);
  });

  it('are whole for QEMU after both, several times', async () => {
    await using folder = await TempFolder.create();
    await makeBoth(folder, 'static=off');
    for (const virtualSize of [beyondMap, 8 * MiB, 300 * MiB]) {
      await resize(folder, virtualSize);
      await compactAll(folder);
      await expectWhole(folder);
    }
  });

  it('give back what was discarded, and make zeros that move holes', async () => {
    await using folder = await TempFolder.create();
    await makeBoth(folder, 'static=off');
    const { before, after } = await compactAll(folder, { start: 0, length: 2 * MiB });
    expect(before.length - after.length).toBe(2 * MiB);
    // Of the six blocks that are left, the last one moved, and it holds one sector: the rest of it is a hole now.
    expect(after.allocated).toBeLessThan(5.5 * MiB);
    await expectWhole(folder);
  });
});

interface FileSize {
  readonly length: Bytes;
  readonly allocated: Bytes;
}

/** Compacts, after making a range of image and raw file zero. */
async function compactAll(
  folder: TempFolder,
  cleared = { start: 0, length: 0 },
): Promise<{ readonly before: FileSize; readonly after: FileSize }> {
  await using main = await openForWriting(folder.at('disk.vdi'));
  const files = { main, name: 'disk.vdi', sibling: none };
  const before = { length: main.size, allocated: await main.allocatedSize() };
  const layer = await editImage(files);
  await layer.zero(cleared);
  await layer.flush();
  await using model = await openForWriting(folder.at('model.img'));
  await model.write(cleared.start, new Uint8Array(cleared.length));

  const plan = await vdi.planCompaction?.(files, { ...how, tolerance: 'strict' });
  const nothing = new UnitSet(plan?.unit ?? MiB);
  await vdi.compact?.(files, { ...how, holes: nothing, zeros: nothing, marks: 'keep' });
  expect(main.size).toBe(await plan?.sizeAfter(nothing));
  return { before, after: { length: main.size, allocated: await main.allocatedSize() } };
}
