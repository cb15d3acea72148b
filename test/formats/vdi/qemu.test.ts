import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { firstDifference, patternWithin } from '#test/support/patterns.ts';
import { compareWithQemu, makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';

const virtualSize = 9 * MiB + 512;
const range = { start: 0, length: virtualSize };
const written = [
  { start: 0, length: 64 * KiB },
  { start: 4 * MiB - 64 * KiB, length: 192 * KiB },
  { start: 9 * MiB, length: 512 },
];

describe.skipIf(missing('qemu-img'))('VDI between Platter and QEMU', () => {
  let folder = '';
  let rawFile = '';
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'platter-vdi-'));
    rawFile = path.join(folder, 'content.img');
    await writeFile(rawFile, patternWithin(range, written));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each(['dynamic', 'static'])(
    'QEMU reads what Platter writes, and finds nothing wrong with it, %s',
    async (variant) => {
      const file = path.join(folder, `own-${variant}.vdi`);
      const image = await makeImage(vdi, { variant, virtualSize, written, options: { comment: 'for QEMU' } });
      await writeFile(file, image.main.bytes());
      const info: unknown = JSON.parse(await qemuImg('info', '--output=json', file));
      const check: unknown = JSON.parse(await qemuImg('check', '--output=json', file));
      expect(info).toMatchObject({ format: 'vdi', 'virtual-size': virtualSize });
      expect(check).toMatchObject({ 'check-errors': 0 });
      expect(check).not.toHaveProperty('corruptions');
      expect(await compareWithQemu({ path: file, format: 'vdi' }, { path: rawFile, format: 'raw' })).toBe('identical');
    },
  );

  it.each(qemuVariants.filter(({ format }) => format === 'vdi'))('Platter reads $title of QEMU', async (variant) => {
    const file = path.join(folder, 'theirs.vdi');
    await makeWithQemu(variant, rawFile, file);
    const layer = await openImage(vdi, new MemoryImage('theirs.vdi', await readFile(file)));
    expect(layer).toMatchObject({ virtualSize, variant: variant.options ? 'static' : 'dynamic' });
    expect(firstDifference(await readAll(layer), patternWithin(range, written), 0)).toBeUndefined();
  });
});
