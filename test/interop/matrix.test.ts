import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { convert } from '#main/core/operations/convert.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { ownVariants, type OwnVariant } from './own-variants.ts';

/** Not a multiple of any block size, so that the last block of every format is a partial one. */
const size = 3 * MiB + 3 * 512;

let folder: TempFolder;
const sample = () => ({ path: folder.at('sample.img'), format: 'raw' });

/** Makes one image out of another; raw ones have to be called so. */
async function make(
  source: { readonly path: string; readonly format: string },
  target: string,
  { format, variant }: OwnVariant,
): Promise<boolean> {
  const sourceFormat = source.format === 'raw' ? { sourceFormat: 'raw' } : {};
  const result = await convert({ source: source.path, ...sourceFormat, target, format, variant }, unwatched);
  return result.verified;
}

async function variantAt(path: string, { format }: OwnVariant): Promise<string> {
  const found = await inspect(format === 'raw' ? { path, sourceFormat: 'raw' } : { path }, unwatched);
  return `${found.format} ${found.variant}`;
}

describe.skipIf(missing('qemu-img'))('every variant becomes every other', () => {
  beforeAll(async () => {
    folder = await TempFolder.create();
    await makeSampleDisk(sample().path, size);
    for (const source of ownVariants) await make(sample(), sourceAt(source), source);
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  const sourceAt = ({ format, variant }: OwnVariant) => folder.at(`${variant}.source.${format}`);
  const pairs = ownVariants.flatMap((source) => ownVariants.map((target) => ({ source, target })));

  it.each(pairs)(
    '$source.title becomes $target.title, identical and clean for qemu-img',
    async ({ source, target }) => {
      const path = folder.at(`${source.format}-${source.variant}.${target.variant}.${target.format}`);
      const verified = await make({ path: sourceAt(source), format: source.format }, path, target);
      const comparison = compareWithQemu(sample(), { path, format: target.qemu });
      const check = target.isChecked
        ? qemuImg('check', '-f', target.qemu, path)
        : 'No errors were found on the image.\n';
      expect({
        verified,
        variant: await variantAt(path, target),
        comparison: await comparison,
        check: await check,
      }).toEqual({
        verified: true,
        variant: target.title,
        comparison: 'identical',
        check: expect.stringContaining('No errors were found on the image.') as string,
      });
    },
  );
});
