import { fstatSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { compact } from '#main/core/operations/compact.ts';
import { convert } from '#main/core/operations/convert.ts';
import { create } from '#main/core/operations/create.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

/** The files that were marked as sparse, by what stays the same when they get their names. */
const marked = vi.hoisted(() => new Set<bigint>());

// Only Windows has such a mark; here it is noted.
vi.mock('#main/core/io/system.ts', async (load) => {
  const system = await load<typeof import('#main/core/io/system.ts')>();
  const allowHoles = (fd: number) => marked.add(fstatSync(fd, { bigint: true }).ino);
  return { ...system, systemCalls: () => ({ ...system.systemCalls(), allowHoles }) };
});

let folder: TempFolder;
beforeEach(async () => {
  marked.clear();
  folder = await TempFolder.create();
  await makeSampleDisk(folder.at('source'), 4 * MiB);
});
afterEach(() => folder[Symbol.asyncDispose]());

/** The new images, and of each whether it is marked as sparse. */
async function marks(): Promise<Record<string, boolean>> {
  const names = (await readdir(folder.path)).filter((name) => name !== 'source').sort();
  const found = await Promise.all(
    names.map(async (name) => [name, marked.has((await stat(folder.at(name), { bigint: true })).ino)] as const),
  );
  return Object.fromEntries(found);
}

test.each(['dynamic', 'fixed'])('a VHD (%s) is never marked as sparse, however it came to be', async (variant) => {
  const image = folder.at('converted.vhd');
  await create({ target: folder.at('created.vhd'), virtualSize: 4 * MiB, variant }, unwatched);
  await convert({ source: folder.at('source'), sourceFormat: 'raw', target: image, variant }, unwatched);
  await compact({ path: image, output: folder.at('compacted.vhd') }, unwatched);
  await createChild({ target: folder.at('child.vhd'), parent: image }, unwatched);
  expect(await marks()).toEqual({
    'child.vhd': false,
    'compacted.vhd': false,
    'converted.vhd': false,
    'created.vhd': false,
  });
});

test('images of other formats may have holes, in all of their files', async () => {
  const source = { source: folder.at('source'), sourceFormat: 'raw' };
  await convert({ ...source, target: folder.at('disk.vdi') }, unwatched);
  await convert({ ...source, target: folder.at('disk.img') }, unwatched);
  await create({ target: folder.at('disk.vmdk'), virtualSize: 4 * MiB, variant: 'twoGbMaxExtentSparse' }, unwatched);
  expect(await marks()).toEqual({ 'disk-s001.vmdk': true, 'disk.img': true, 'disk.vdi': true, 'disk.vmdk': true });
});
