import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference, patternWithin } from '#test/support/patterns.ts';
import { compareWithQemu, makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';

const virtualSize = 9 * MiB + 512;
const written = [
  { start: 0, length: 64 * KiB },
  { start: 4 * MiB - 64 * KiB, length: 192 * KiB },
  { start: 9 * MiB, length: 512 },
];
const content = patternWithin({ start: 0, length: virtualSize }, written);

describe.skipIf(missing('qemu-img'))('VHD between Platter and QEMU', () => {
  let folder = '';
  let rawFile = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'platter-vhd-'));
    rawFile = path.join(folder, 'content.img');
    await writeFile(rawFile, content);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([512 * KiB, 2 * MiB])('QEMU reads what Platter writes with blocks of %i bytes', async (blockSize) => {
    const file = path.join(folder, `own-${blockSize}.vhd`);
    const image = await makeImage(vhd, { virtualSize, written, options: { blockSize } });
    await writeFile(file, image.main.bytes());
    const info: unknown = JSON.parse(await qemuImg('info', '--output=json', file));
    expect(info).toMatchObject({ format: 'vpc', 'virtual-size': virtualSize, 'cluster-size': blockSize });
    expect(await compareWithQemu({ path: file, format: 'vpc' }, { path: rawFile, format: 'raw' })).toBe('identical');
  });

  it('QEMU reads the fixed image that Platter writes', async () => {
    const file = path.join(folder, 'own-fixed.vhd');
    await writeFile(file, (await makeImage(vhd, { variant: 'fixed', virtualSize, written })).main.bytes());
    const info: unknown = JSON.parse(await qemuImg('info', '--output=json', '-f', 'vpc', file));
    expect(info).toMatchObject({ format: 'vpc', 'virtual-size': virtualSize });
    expect(await compareWithQemu({ path: file, format: 'vpc' }, { path: rawFile, format: 'raw' })).toBe('identical');
  });

  // Sizes whose geometry holds less than the disk, exactly the disk, and nothing that a geometry could hold.
  it.each([512, 5 * MiB, 1_032_192 * 512, 1024 * MiB, 200 * 1024 * MiB])(
    'QEMU sees a disk of exactly %i bytes',
    async (size) => {
      const file = path.join(folder, `size-${size}.vhd`);
      await writeFile(file, (await makeImage(vhd, { virtualSize: size })).main.bytes());
      const info: unknown = JSON.parse(await qemuImg('info', '--output=json', file));
      expect(info).toMatchObject({ format: 'vpc', 'virtual-size': size });
    },
  );

  it.each(qemuVariants.filter(({ format }) => format === 'vpc'))('Platter reads $title of QEMU', async (variant) => {
    const file = path.join(folder, 'theirs.vhd');
    await makeWithQemu(variant, rawFile, file);
    const image = new MemoryImage('theirs.vhd', await readFile(file));
    const layer = await openImage(vhd, image);
    const range = { start: 0, length: layer.virtualSize };
    expect(layer.virtualSize).toBeGreaterThanOrEqual(virtualSize);
    if (variant.title.endsWith('exact size')) expect(layer.virtualSize).toBe(virtualSize);
    expect(firstDifference(await readAll(layer), patternWithin(range, written), 0)).toBeUndefined();
  });
});
