import { link, readFile, symlink, truncate, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, MiB } from '#shared/model/bytes.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import { convert } from '#main/core/operations/convert.ts';
import { create } from '#main/core/operations/create.ts';
import { planConversion } from '#main/core/operations/plan-conversion.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';

let folder: TempFolder;

beforeEach(async () => {
  folder = await TempFolder.create();
  await makeSampleDisk(folder.at('source.img'), 3 * MiB);
});
afterEach(() => folder[Symbol.asyncDispose]());

const toSet = (variant: string, more: Partial<ConvertInput> = {}): ConvertInput => ({
  source: folder.at('source.img'),
  sourceFormat: 'raw',
  target: folder.at('a.vmdk'),
  variant,
  ...more,
});
const sets = [
  { variant: 'monolithicFlat', extent: 'a-flat.vmdk' },
  { variant: 'twoGbMaxExtentFlat', extent: 'a-f001.vmdk' },
  { variant: 'twoGbMaxExtentSparse', extent: 'a-s001.vmdk' },
];

describe.each(sets)('a target of several files, $variant,', ({ variant, extent }) => {
  it('is planned with every file that is in the way', async () => {
    expect((await planConversion(toSet(variant), unwatched)).clashes).toEqual([]);
    await writeFile(folder.at(extent), 'mine');
    expect((await planConversion(toSet(variant), unwatched)).clashes).toEqual([folder.at(extent)]);
    await writeFile(folder.at('a.vmdk'), 'mine');
    expect((await planConversion(toSet(variant), unwatched)).clashes).toEqual([folder.at('a.vmdk'), folder.at(extent)]);
  });

  it('is refused when an extent exists, which is named and kept', async () => {
    await writeFile(folder.at(extent), 'mine');
    const refusal = { reason: 'target.exists', facts: { path: folder.at(extent) } };
    await expect(convert(toSet(variant), unwatched)).rejects.toMatchObject(refusal);
    const wish = { target: folder.at('a.vmdk'), virtualSize: MiB, variant };
    await expect(create(wish, unwatched)).rejects.toMatchObject(refusal);
    expect(await folder.names()).toEqual([extent, 'source.img']);
    expect(await readFile(folder.at(extent), 'utf8')).toBe('mine');
  });

  it('replaces all its files when asked to, and none when it is cancelled', async () => {
    await writeFile(folder.at('a.vmdk'), 'old');
    await writeFile(folder.at(extent), 'old');
    const input = toSet(variant, { overwrite: true });
    await expect(convert(input, cancellingAt(3))).rejects.toMatchObject({ name: 'AbortError' });
    expect(await Promise.all(['a.vmdk', extent].map((name) => readFile(folder.at(name), 'utf8')))).toEqual([
      'old',
      'old',
    ]);
    const { files, verified } = await convert(input, unwatched);
    expect({ files, verified }).toEqual({ files: [folder.at('a.vmdk'), folder.at(extent)], verified: true });
    expect(await folder.names()).toEqual([extent, 'a.vmdk', 'source.img'].sort());
    expect(await folder.openFiles()).toEqual([]);
  });

  it.each([
    ['a hard link', link],
    ['a link', symlink],
  ])('never writes over its source when an extent is %s to it, whatever is asked for', async (_, connect) => {
    await connect(folder.at('source.img'), folder.at(extent));
    const refusal = { reason: 'target.same-file', facts: { path: folder.at(extent) } };
    const input = toSet(variant, { overwrite: true });
    await expect(convert(input, unwatched)).rejects.toMatchObject(refusal);
    await expect(planConversion(input, unwatched)).rejects.toMatchObject(refusal);
  });
});

describe('a set of files as a source', () => {
  it('is not written over by a disk that would have an extent of the same name', async () => {
    await convert(toSet('monolithicFlat'), unwatched);
    const input = { source: folder.at('a.vmdk'), target: folder.at('a.VMDK'), variant: 'monolithicFlat' };
    await link(folder.at('a-flat.vmdk'), folder.at('a-flat.VMDK')).catch(() => undefined); // one name where case does not count
    await expect(convert({ ...input, overwrite: true }, unwatched)).rejects.toMatchObject({
      reason: 'target.same-file',
    });
  });
});

describe('a disk that needs three files', () => {
  it('is split, and names them all in the result', async () => {
    await truncate(folder.at('source.img'), 5 * GiB);
    const { files, verified } = await convert(toSet('twoGbMaxExtentSparse'), unwatched);
    const names = ['a.vmdk', 'a-s001.vmdk', 'a-s002.vmdk', 'a-s003.vmdk'];
    expect({ files, verified }).toEqual({ files: names.map((name) => folder.at(name)), verified: true });
  });
});
