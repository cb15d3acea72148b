import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, TiB } from '#shared/model/bytes.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { WritableFolder } from '#main/core/disk/writable-folder.ts';
import { isZero } from '#main/core/disk/zeros.ts';
import { check } from '#main/core/operations/check.ts';
import { convert } from '#main/core/operations/convert.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { openEditableSource, openSource } from '#main/core/operations/open-source.ts';
import { resize } from '#main/core/operations/resize.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { runCliForJson } from '#test/support/run-cli.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

const qemuNames: Readonly<Record<string, string>> = { vhd: 'vpc' };
const images = [
  { name: 'disk.img', format: 'raw', variant: 'sparse' },
  { name: 'disk.img', format: 'raw', variant: 'full' },
  { name: 'disk.vdi', format: 'vdi', variant: 'dynamic' },
  { name: 'disk.vdi', format: 'vdi', variant: 'static' },
  { name: 'disk.vhd', format: 'vhd', variant: 'dynamic' },
  { name: 'disk.vhd', format: 'vhd', variant: 'fixed' },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'monolithicSparse' },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'monolithicFlat' },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'twoGbMaxExtentSparse' },
  { name: 'disk.vmdk', format: 'vmdk', variant: 'twoGbMaxExtentFlat' },
] as const;

const size = 9 * MiB + 512;

async function readAll(path: string, sourceFormat: string): Promise<Uint8Array> {
  await using image = await openSource({ path, sourceFormat }, unwatched.signal);
  const content = new Uint8Array(image.disk.virtualSize);
  await image.disk.read(0, content);
  return content;
}

describe.each(images)('$format $variant', ({ name, format, variant }) => {
  const make = async (): Promise<{ readonly path: string; readonly sourceFormat: string }> => {
    await makeSampleDisk(folder.at('source.img'), size);
    const path = folder.at(name);
    await convert({ source: folder.at('source.img'), sourceFormat: 'raw', target: path, variant }, unwatched);
    return { path, sourceFormat: format };
  };

  it('grows, keeps its content, and is zero behind it; then takes what is written there', async () => {
    const image = await make();
    const content = await readFile(folder.at('source.img'));
    for (const virtualSize of [size + 512, 33 * MiB, 150 * MiB]) {
      const before = (await readAll(image.path, format)).length;
      expect(await resize({ ...image, virtualSize }, unwatched)).toEqual({
        path: image.path,
        before,
        after: virtualSize,
      });
      const found = await readAll(image.path, format);
      expect(found.length).toBe(virtualSize);
      expect(Buffer.compare(found.subarray(0, size), content)).toBe(0);
      expect(found.subarray(size).every((byte) => byte === 0)).toBe(true);
      expect((await check(image, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0, waste: 0 });
    }
    const model = Buffer.alloc(150 * MiB);
    model.set(content);
    const written = seededRandom(2).bytes(3 * MiB);
    {
      await using opened = await openEditableSource(image, unwatched.signal);
      await opened.disk.write(147 * MiB, written);
      await opened.disk.flush();
    }
    model.set(written, 147 * MiB);
    expect(Buffer.compare(await readAll(image.path, format), model)).toBe(0);
    if (missing('qemu-img')) return;
    await writeFile(folder.at('model.img'), model);
    const second = { path: image.path, format: qemuNames[format] ?? format };
    expect(await compareWithQemu({ path: folder.at('model.img'), format: 'raw' }, second)).toBe('identical');
  });

  it('does not shrink by mistake, nor over data; but where nothing lies it does', async () => {
    const image = await make();
    const content = await readAll(image.path, format);
    await resize({ ...image, virtualSize: 40 * MiB }, unwatched);
    const smaller = { ...image, virtualSize: 20 * MiB };
    await expect(resize(smaller, unwatched)).rejects.toMatchObject({ reason: 'resize.would-shrink' });
    expect((await readAll(image.path, format)).length).toBe(40 * MiB);
    expect(await resize({ ...smaller, shrink: 'empty' }, unwatched)).toMatchObject({
      before: 40 * MiB,
      after: 20 * MiB,
    });
    const found = await readAll(image.path, format);
    expect(Buffer.compare(found.subarray(0, size), content)).toBe(0);
    expect((await check(image, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0, waste: 0 });

    const tiny = { ...image, virtualSize: 256 * KiB };
    await expect(resize({ ...tiny, shrink: 'empty' }, unwatched)).rejects.toMatchObject({ reason: 'resize.cuts-data' });
    expect((await readAll(image.path, format)).length).toBe(20 * MiB);
    await resize({ ...tiny, shrink: 'data' }, unwatched);
    expect(Buffer.compare(await readAll(image.path, format), content.subarray(0, 256 * KiB))).toBe(0);
    expect((await check(image, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0 });
  });

  it('changes no byte for the size that it has', async () => {
    const image = await make();
    const before = await Promise.all((await folder.names()).map((file) => readFile(folder.at(file))));
    await resize({ ...image, virtualSize: (await readAll(image.path, format)).length }, unwatched);
    const after = await Promise.all((await folder.names()).map((file) => readFile(folder.at(file))));
    expect(after.every((bytes, i) => Buffer.compare(bytes, before[i] ?? Buffer.alloc(0)) === 0)).toBe(true);
  });
});

describe('a child', () => {
  it.each(['vdi', 'vhd', 'vmdk'])('of %s keeps its parent at its size, and can be enlarged itself', async (format) => {
    await makeSampleDisk(folder.at('source.img'), size);
    const [base, child] = [folder.at(`base.${format}`), folder.at(`child.${format}`)];
    await convert({ source: folder.at('source.img'), sourceFormat: 'raw', target: base }, unwatched);
    await createChild({ target: child, parent: base }, unwatched);
    const before = await readAll(child, format);
    await expect(resize({ path: base, virtualSize: 20 * MiB }, unwatched)).rejects.toMatchObject({
      reason: 'resize.has-children',
    });
    await resize({ path: child, virtualSize: 20 * MiB }, unwatched);
    const found = await readAll(child, format);
    expect(Buffer.compare(found.subarray(0, before.length), before)).toBe(0);
    expect(found.length).toBe(20 * MiB);
    expect(found.subarray(before.length).every((byte) => byte === 0)).toBe(true);
  });
});

it.each(['vdi', 'vhd', 'vmdk'])(
  'a growth of a %s that is cut off before its parent is hidden is finished by the next one',
  async (format) => {
    await makeSampleDisk(folder.at('source.img'), 20 * MiB);
    const [base, child] = [folder.at(`base.${format}`), folder.at(`child.${format}`)];
    await convert({ source: folder.at('source.img'), sourceFormat: 'raw', target: base }, unwatched);
    await createChild({ target: child, parent: base }, unwatched);
    await resize({ path: child, virtualSize: size, shrink: 'data' }, unwatched);
    const before = await readAll(child, format);
    const grow = () => resize({ path: child, virtualSize: 20 * MiB }, unwatched);
    {
      // Whoever holds the parent keeps the child from being written through it, but not from getting its size.
      await using holder = await WritableFolder.open(base, defaultLimits);
      await expect(grow()).rejects.toMatchObject({ reason: 'image.not-at-rest-by' });
      expect(holder.name).toBe(`base.${format}`);
    }
    const cutOff = await readAll(child, format);
    expect(cutOff.length).toBe(20 * MiB);
    // A VDI says of whole new blocks that they are zero before it has them.
    expect(isZero(cutOff.subarray(before.length))).toBe(format === 'vdi');
    // What the child stores there since is its own.
    const own = Buffer.alloc(4096, 7);
    {
      await using image = await openEditableSource({ path: child }, unwatched.signal);
      await image.disk.write(16 * MiB, own);
      await image.disk.flush();
    }

    await grow();
    const found = await readAll(child, format);
    expect(Buffer.compare(found.subarray(0, before.length), before)).toBe(0);
    expect(isZero(found.subarray(before.length, 16 * MiB))).toBe(true);
    expect(Buffer.compare(found.subarray(16 * MiB, 16 * MiB + own.length), own)).toBe(0);
    expect((await folder.names()).filter((name) => name.startsWith('.'))).toEqual([]);
  },
);

it('a child whose parent lies in another folder grows when that is named, and goes on from where it was cut off', async () => {
  await mkdir(folder.at('bases'));
  await makeSampleDisk(folder.at('source.img'), 20 * MiB);
  const [base, child] = [folder.at('bases/base.vmdk'), folder.at('child.vmdk')];
  await convert({ source: folder.at('source.img'), sourceFormat: 'raw', target: base }, unwatched);
  await createChild({ target: folder.at('bases/child.vmdk'), parent: base }, unwatched);
  await resize({ path: folder.at('bases/child.vmdk'), virtualSize: size, shrink: 'data' }, unwatched);
  await rename(folder.at('bases/child.vmdk'), child);
  const parents = [folder.at('bases')];

  const grow = { path: child, virtualSize: 20 * MiB };
  await expect(resize(grow, unwatched)).rejects.toMatchObject({ reason: 'chain.parent-missing' });
  {
    await using holder = await WritableFolder.open(base, defaultLimits);
    await expect(resize({ ...grow, parents }, unwatched)).rejects.toMatchObject({ reason: 'image.not-at-rest-by' });
    expect(holder.name).toBe('base.vmdk');
  }
  const grown = await runCliForJson(['resize', 'child.vmdk', '20MiB', '--parents', 'bases'], { folder: folder.path });
  expect(grown).toEqual({ path: 'child.vmdk', before: 20 * MiB, after: 20 * MiB });
  await using image = await openSource({ path: child, parents }, unwatched.signal);
  const content = new Uint8Array(20 * MiB);
  await image.disk.read(0, content);
  const source = await readFile(folder.at('source.img'));
  expect(Buffer.compare(content.subarray(0, size), source.subarray(0, size))).toBe(0);
  expect(isZero(source.subarray(size))).toBe(false);
  expect(isZero(content.subarray(size))).toBe(true);
});

it('a split VMDK says which file is in the way of its growth, and grows once that was moved away', async () => {
  const path = folder.at('disk.vmdk');
  await create({ target: path, virtualSize: 1 * MiB, format: 'vmdk', variant: 'twoGbMaxExtentSparse' }, unwatched);
  // As a reduction leaves it that was killed before it removed what the disk does not need any more.
  const spare = folder.at('disk-s002.vmdk');
  await writeFile(spare, await readFile(folder.at('disk-s001.vmdk')));
  const before = await readFile(path);
  const grow = () => resize({ path, virtualSize: 3 * GiB }, unwatched);
  await expect(grow()).rejects.toMatchObject({ reason: 'resize.file-in-the-way', facts: { path: spare } });
  expect(await readFile(path)).toEqual(before);
  expect((await check({ path }, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0 });
  await rename(spare, folder.at('spare'));
  await grow();
  expect((await check({ path }, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0 });
});

it('a size that an image cannot have is told with what it can have, and changes nothing', async () => {
  const path = folder.at('disk.vhd');
  await create({ target: path, virtualSize: 1 * MiB }, unwatched);
  const before = await readFile(path);
  const facts = { size: 3 * TiB, limit: 2040 * GiB };
  await expect(resize({ path, virtualSize: 3 * TiB }, unwatched)).rejects.toMatchObject({
    reason: 'resize.too-large',
    facts,
  });
  await expect(resize({ path, virtualSize: 0 }, unwatched)).rejects.toMatchObject({ reason: 'disk.bad-size' });
  expect(await readFile(path)).toEqual(before);
});
