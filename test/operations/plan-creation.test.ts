import { readdir, stat, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, MiB, TiB } from '#shared/model/bytes.ts';
import { mostPlannedFiles } from '#shared/model/create.ts';
import { catalogue } from '#main/core/operations/catalogue.ts';
import { create } from '#main/core/operations/create.ts';
import { measureCreation, planCreation } from '#main/core/operations/plan-creation.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

const writable = catalogue().flatMap(({ id, variants }) =>
  variants.filter(({ canCreate }) => canCreate).map(({ id: variant }) => ({ format: id, variant })),
);

describe('the plan of a new image', () => {
  it.each(writable)('names the files that are then made, $format $variant', async ({ format, variant }) => {
    const input = { target: folder.at('new'), virtualSize: 5 * MiB + 77, format, variant };
    const plan = await planCreation(input, unwatched);
    expect(await folder.names()).toEqual([]);

    const result = await create(input, unwatched);
    expect(plan).toMatchObject({ target: result.path, format, variant, virtualSize: result.virtualSize, clashes: [] });
    expect([...plan.files].sort()).toEqual([...result.files].sort());
    expect(plan.fileCount).toBe(result.files.length);
  });

  it.each(writable)('counts no less than they then take, $format $variant', async ({ format, variant }) => {
    const input = { target: folder.at('new'), virtualSize: 64 * MiB, format, variant };
    const { bytesAtFirst, bytesAtMost, freeBytes } = await planCreation(input, unwatched);
    await create(input, unwatched);
    const taken = await Promise.all((await readdir(folder.path)).map((name) => stat(folder.at(name))));
    const allocated = taken.reduce((sum, { blocks }) => sum + blocks * 512, 0);
    // A footer, a descriptor and the rest of a block are small change.
    expect(allocated).toBeLessThanOrEqual(bytesAtFirst + 256 * 1024);
    expect(bytesAtMost).toBeGreaterThanOrEqual(64 * MiB);
    expect(freeBytes).toBeGreaterThan(0);
  });

  it('tells every file that is in the way, and is no error for that', async () => {
    const input = { target: folder.at('big.vmdk'), virtualSize: 5 * GiB, variant: 'twoGbMaxExtentSparse' };
    await writeFile(folder.at('big.vmdk'), '');
    await writeFile(folder.at('big-s002.vmdk'), '');
    const plan = await planCreation(input, unwatched);
    expect([plan.fileCount, plan.clashes]).toEqual([4, [folder.at('big.vmdk'), folder.at('big-s002.vmdk')]]);
  });

  it('lists the first files of a very large set, and counts all of them', async () => {
    const input = { target: folder.at('huge.vmdk'), virtualSize: 2 * TiB, variant: 'twoGbMaxExtentSparse' };
    const { files, fileCount } = await planCreation(input, unwatched);
    expect([files.length, files[0], fileCount]).toEqual([mostPlannedFiles, folder.at('huge.vmdk'), 1026]);
  });

  it('rounds up to what a product takes', async () => {
    const input = { target: folder.at('cloud.vhd'), virtualSize: 30 * MiB + 512, profile: 'azure' };
    const plan = await planCreation(input, unwatched);
    expect(plan).toMatchObject({ variant: 'fixed', virtualSize: 31 * MiB, bytesAtFirst: 31 * MiB + 512 });
  });

  it('is refused where the creation would be', async () => {
    const plan = (more: object) => planCreation({ target: folder.at('a.vdi'), virtualSize: MiB, ...more }, unwatched);
    await expect(plan({ virtualSize: 0 })).rejects.toMatchObject({ reason: 'disk.bad-size' });
    await expect(plan({ profile: 'azure' })).rejects.toMatchObject({ reason: 'profile.too-small' });
    await expect(plan({ target: folder.at('nowhere/a.vdi') })).rejects.toMatchObject({ reason: 'target.no-folder' });
    await expect(plan({ target: folder.at(`${'a'.repeat(300)}.vdi`) })).rejects.toMatchObject({
      reason: 'file.name-too-long',
    });
  });
});

describe('what a new image takes', () => {
  it('is known without a place for it, and is what the plan says', async () => {
    const disk = { virtualSize: 80 * GiB, format: 'vmdk', variant: 'twoGbMaxExtentSparse' };
    const { virtualSize, bytesAtFirst, bytesAtMost, fileCount } = await planCreation(
      { ...disk, target: folder.at('a.vmdk') },
      unwatched,
    );
    expect(measureCreation(disk)).toEqual({ virtualSize, bytesAtFirst, bytesAtMost, fileCount });
    expect(fileCount).toBe(42);
  });

  it('needs a format, since no name tells one', () => {
    expect(() => measureCreation({ virtualSize: MiB })).toThrow(
      expect.objectContaining({ reason: 'format.no-extension' }),
    );
  });
});
