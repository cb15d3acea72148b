import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, MiB, roundUp, TiB } from '#shared/model/bytes.ts';
import { catalogue } from '#main/core/operations/catalogue.ts';
import { create } from '#main/core/operations/create.ts';
import type { CreateInput } from '#shared/model/create.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

const writable = catalogue().flatMap(({ id, extensions, variants }) =>
  variants
    .filter(({ canCreate }) => canCreate)
    .map(({ id: variant, allocation }) => ({ format: id, variant, allocation, extension: extensions[0] ?? id })),
);
const qemuNames: Readonly<Record<string, string>> = { vhd: 'vpc' };

describe.each(writable)('a new image, $format $variant,', ({ format, variant, allocation, extension }) => {
  const make = (virtualSize: number) =>
    create({ target: folder.at(`new.${extension}`), virtualSize, format, variant }, unwatched);

  it.each([1, 4 * MiB, 5 * MiB + 77])('of %i bytes is what was asked for, and all zeros', async (size) => {
    const result = await make(size);
    const { virtualSize, files } = result;
    expect(result).toEqual({ path: folder.at(`new.${extension}`), format, variant, virtualSize, files });
    expect(virtualSize - size).toBeGreaterThanOrEqual(0);
    expect(virtualSize - size).toBeLessThan(512);
    expect([...files].sort()).toEqual((await folder.names()).map((name) => folder.at(name)));

    const source = { path: result.path, sourceFormat: format };
    expect(await inspect(source, unwatched)).toMatchObject({ format, variant, virtualSize });
    const zeros = createHash('sha256').update(Buffer.alloc(virtualSize)).digest('hex');
    expect(await hash(source, unwatched)).toMatchObject({ value: zeros });
  });

  it.skipIf(missing('qemu-img')).each([512, 5 * MiB + 77, 3 * GiB + 512])(
    'of %i bytes opens in QEMU with its exact size',
    async (size) => {
      // Three real gibibytes prove nothing that five mebibytes do not.
      const { path, virtualSize } = await make(allocation === 'fixed' ? Math.min(size, 6 * MiB) : size);
      const info = await qemuImg('info', '--output=json', '-f', qemuNames[format] ?? format, path);
      expect(JSON.parse(info)).toMatchObject({ 'virtual-size': roundUp(virtualSize, 512) });
    },
  );

  it('leaves nothing behind when it is cancelled', async () => {
    const input = { target: folder.at('new'), virtualSize: 4 * MiB, format, variant };
    await expect(create(input, cancellingAt(1))).rejects.toMatchObject({ name: 'AbortError' });
    expect(await folder.names()).toEqual([]);
  });
});

it.each(writable.filter(({ allocation }) => allocation === 'fixed'))(
  'an image of full size has its room from the start, $format $variant',
  async ({ format, variant }) => {
    await create({ target: folder.at('new'), virtualSize: 8 * MiB, format, variant }, unwatched);
    const { allocatedSize } = await inspect({ path: folder.at('new'), sourceFormat: format }, unwatched);
    expect(allocatedSize).toBeGreaterThanOrEqual(8 * MiB);
  },
);

it('takes format, variant and options from where they are given', async () => {
  const options = { blockSize: '2MiB', comment: 'of tests' };
  const { format, variant } = await create({ target: folder.at('a.VDI'), virtualSize: MiB, options }, unwatched);
  expect([format, variant]).toEqual(['vdi', 'dynamic']);
  expect(await inspect({ path: folder.at('a.VDI') }, unwatched)).toMatchObject({
    blockSize: 2 * MiB,
    facts: { comment: 'of tests' },
  });
});

describe('a new image is refused, with nothing written,', () => {
  it.each([
    ['of no size', { virtualSize: 0 }, 'disk.bad-size'],
    ['of less than nothing', { virtualSize: -512 }, 'disk.bad-size'],
    ['of a part of a byte', { virtualSize: 0.5 }, 'disk.bad-size'],
    ['of a size that is no number', { virtualSize: Number.NaN }, 'disk.bad-size'],
    ['of a size beyond exact numbers', { virtualSize: 2 ** 53 }, 'disk.bad-size'],
    ['of more than the format holds', { virtualSize: 3 * TiB, format: 'vhd' }, 'disk.too-large'],
    [
      'of more than the folder has room for',
      { virtualSize: 4096 * TiB, format: 'raw', variant: 'full' },
      'target.no-space',
    ],
    ['under a name that is taken', { target: 'taken.vdi' }, 'target.exists'],
    ['under a name that tells no format', { target: 'a.disk' }, 'format.no-extension'],
    ['with an option of nothing', { options: { level: 9 } }, 'format.bad-option'],
    ['in a folder that is not there', { target: 'nowhere/a.vdi' }, 'target.no-folder'],
  ] as const)('%s', async (_, { target = 'a.vdi', ...wish }: Partial<CreateInput>, reason) => {
    await writeFile(folder.at('taken.vdi'), 'mine');
    const input = { virtualSize: MiB, ...wish, target: folder.at(target) };
    await expect(create(input, unwatched)).rejects.toMatchObject({ reason });
    expect(await folder.names()).toEqual(['taken.vdi']);
    expect(await readFile(folder.at('taken.vdi'), 'utf8')).toBe('mine');
  });

  it.skipIf(noTinyDisk)('of full size on a disk without room', async () => {
    await using small = await tinyDisk(2 * MiB);
    const input = { target: small.at('a.vhd'), virtualSize: 2 * MiB, variant: 'fixed' };
    await expect(create(input, unwatched)).rejects.toMatchObject({ reason: 'target.no-space' });
    expect(await small.names()).toEqual([]);
  });
});
