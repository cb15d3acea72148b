import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Disk } from '#main/core/disk/disk.ts';
import { firstDifference } from '#main/core/disk/first-difference.ts';
import { openEditableImage, openImage } from '#main/core/disk/open.ts';
import { raw } from '#main/core/formats/raw/index.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { identityOf } from './edit-support.ts';

const run = promisify(execFile);

/** Writes with qemu-io. */
async function qemuIo(format: string, file: string, ...commands: readonly string[]): Promise<void> {
  await run('qemu-io', ['-f', format, ...commands.flatMap((command) => ['-c', command]), file]);
}

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

const openToEdit = (file: string) => openEditableImage(file, { formats: [vmdk], identity: identityOf('a1b2c3d4') });

describe.skipIf(missing('qemu-img', 'qemu-io')).each([
  ['monolithicSparse', 'subformat=monolithicSparse', 100 * MiB],
  ['monolithicSparse with zeroed grains', 'subformat=monolithicSparse,zeroed_grain=on', 100 * MiB],
  ['monolithicSparse that ends in a grain', 'subformat=monolithicSparse', 70 * MiB + 512],
  ['monolithicFlat', 'subformat=monolithicFlat', 20 * MiB],
  ['twoGbMaxExtentSparse', 'subformat=twoGbMaxExtentSparse', 2 * GiB + 40 * MiB],
  ['twoGbMaxExtentFlat', 'subformat=twoGbMaxExtentFlat', 2 * GiB + 4 * MiB],
])('%s made by qemu-img', (_, options, size) => {
  it('takes turns with qemu-io and stays an image without errors', async () => {
    const file = folder.at('disk.vmdk');
    const model = folder.at('model.img');
    await qemuImg('create', '-q', '-f', 'vmdk', '-o', options, file, String(size));
    await qemuImg('create', '-q', '-f', 'raw', model, String(size));
    const random = seededRandom(size);
    const places = [0, 64 * KiB - 512, 1 * MiB + 7, size - 96 * KiB, size - 1000, Math.floor(size / 2) - 5000];

    for (let round = 0; round < 3; round += 1) {
      const theirs = places.map((place) => Math.floor((place + round * 300 * KiB) / 512) * 512);
      const commands = theirs
        .filter((at) => at < size)
        .map((at) => `write -P ${String(round + 1)} ${String(at)} ${String(Math.min(64 * KiB, size - at))}`);
      await qemuIo('vmdk', file, ...commands);
      await qemuIo('raw', model, ...commands);
      await using image = await openToEdit(file);
      await using raw = await openEditableModel(model);
      for (const place of places) {
        const at = place + round * 100 * KiB;
        const bytes = random.bytes(Math.min(random.pick([1, 512, 70 * KiB, 200 * KiB]), Math.max(0, size - at)));
        await image.disk.write(Math.min(at, size), bytes);
        await raw.disk.write(Math.min(at, size), bytes);
      }
      await image.disk.zero({ start: 700 * KiB, length: 130 * KiB });
      await raw.disk.zero({ start: 700 * KiB, length: 130 * KiB });
      await image.disk.flush();
      await raw.disk.flush();
    }

    expect(await compareWithQemu({ path: file, format: 'vmdk' }, { path: model, format: 'raw' })).toBe('identical');
    if (!options.endsWith('Flat')) {
      expect(await qemuImg('check', '-f', 'vmdk', file)).toContain('No errors were found');
    }
    await using image = await openImage(file, { formats: [vmdk] });
    expect(await firstDifferenceTo(model, image.disk)).toBeUndefined();
  });
});

describe.skipIf(missing('qemu-img', 'qemu-io'))('writing where QEMU reads', () => {
  it('gives the space of discarded grains back and keeps the file readable', async () => {
    const file = folder.at('disk.vmdk');
    await qemuImg('create', '-q', '-f', 'vmdk', file, '64M');
    await qemuIo('vmdk', file, 'write -P 5 0 16M');
    const before = await allocated(file);
    {
      await using image = await openToEdit(file);
      await image.disk.discard({ start: 0, length: 8 * MiB });
      await image.disk.flush();
    }
    expect(before - (await allocated(file))).toBeGreaterThanOrEqual(7 * MiB);
    await qemuIo('vmdk', file, 'read -P 0 0 8M', 'read -P 5 8M 8M', 'read -P 0 16M 48M');
  });

  it('keeps the space of a flat disk that is zeroed, and gives it back when it is discarded', async () => {
    const file = folder.at('disk.vmdk');
    await qemuImg('create', '-q', '-f', 'vmdk', '-o', 'subformat=monolithicFlat', file, '32M');
    await qemuIo('vmdk', file, 'write -P 5 0 16M');
    const before = await allocated(file);
    {
      await using image = await openToEdit(file);
      await image.disk.zero({ start: 4 * MiB, length: 20 * MiB });
      await image.disk.flush();
      expect(Math.abs((await allocated(file)) - before)).toBeLessThan(64 * KiB);
      await image.disk.discard({ start: 0, length: 2 * MiB });
      await image.disk.flush();
      expect(before - (await allocated(file))).toBeGreaterThan(1.9 * MiB);
    }
    await qemuIo('vmdk', file, 'read -P 0 0 2M', 'read -P 5 2M 2M', 'read -P 0 4M 28M');
  });

  it('makes tables that QEMU finds, in an image that had none', async () => {
    const file = folder.at('disk.vmdk');
    await qemuImg('create', '-q', '-f', 'vmdk', file, '256M');
    // Takes the third table out of both directories.
    const bytes = await readFile(file);
    for (const field of [48, 56]) bytes.writeUInt32LE(0, bytes.readUInt32LE(field) * 512 + 8);
    await writeFile(file, bytes);
    {
      await using image = await openToEdit(file);
      await image.disk.write(65 * MiB, new Uint8Array(100 * KiB).fill(0x77));
      await image.disk.flush();
    }
    await qemuIo(
      'vmdk',
      file,
      'read -P 0x77 65M 100k',
      'read -P 0 0 65M',
      `read -P 0 ${String(65 * MiB + 100 * KiB)} 10M`,
    );
    expect(await qemuImg('check', '-f', 'vmdk', file)).toContain('No errors were found');
  });
});

async function allocated(file: string): Promise<Bytes> {
  const info = JSON.parse(await qemuImg('info', '-U', '--output=json', file)) as { 'actual-size': Bytes };
  return info['actual-size'];
}

async function firstDifferenceTo(model: string, disk: Disk) {
  await using expected = await openImage(model, { formats: [raw], sourceFormat: 'raw' });
  return await firstDifference(expected.disk, disk, unwatched);
}

function openEditableModel(file: string) {
  return openEditableImage(file, { formats: [raw], sourceFormat: 'raw', identity: identityOf('1') });
}
