import { formats } from '#main/core/formats/index.ts';
import { convert } from '#main/core/operations/convert.ts';
import { GiB, MiB } from '#shared/model/bytes.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { differenceOf, exists, temporariesIn, type Scenario } from './scenario.ts';

interface Kind {
  readonly format: string;
  readonly variant: string;
  readonly isSplit: boolean;
}

/** All that can be written. */
export const kinds: readonly Kind[] = formats.flatMap(({ id, variants }) =>
  variants.flatMap(({ info, create }) =>
    create ? [{ format: id, variant: info.id, isSplit: info.allocation === 'split' }] : [],
  ),
);

/** Disks that are read: one that needs several files when it is split, and one with other content. */
export async function makeSources(folder: TempFolder): Promise<void> {
  await sparseImage(folder.at('small.img'), { size: 32 * MiB, data: 12 * MiB });
  await sparseImage(folder.at('small-other.img'), { size: 32 * MiB, data: 6 * MiB });
  await sparseImage(folder.at('large.img'), { size: 9 * GiB, data: 10 * MiB });
  await sparseImage(folder.at('other.img'), { size: 9 * GiB, data: 6 * MiB });
}

/** A conversion or, where nothing is read, a new image; over an old one where that is asked for. */
export async function newImage(
  sources: TempFolder,
  kind: Kind,
  verb: 'convert' | 'create' | 'overwrite',
): Promise<Scenario> {
  const { format, variant, isSplit } = kind;
  const isSparse = variant === 'twoGbMaxExtentSparse';
  // Flat files of 9 GiB would take them.
  const source = sources.at(isSparse ? 'large.img' : 'small.img');
  const before = await TempFolder.create();
  const target = 'disk.img';
  const like = ['--format', format, '--variant', variant];
  if (verb === 'overwrite') {
    const other = sources.at(isSparse ? 'other.img' : 'small-other.img');
    const input = { source: other, sourceFormat: 'raw', target: before.at(target), format, variant, verify: false };
    await convert(input, unwatched);
  }
  const words =
    verb === 'create'
      ? ['create', target, '--size', isSparse ? '20GiB' : isSplit ? '4100MiB' : '32MiB', ...like]
      : [
          'convert',
          source,
          target,
          '--source-format',
          'raw',
          ...like,
          ...(verb === 'overwrite' ? ['--overwrite'] : []),
        ];

  const both = { firstFormat: format, secondFormat: format };
  return {
    name: `${verb} ${format} ${variant}`,
    before,
    words,
    sources: verb === 'create' ? [] : [source],
    async afterKill(folder, whole) {
      if (!(await exists(folder.at(target)))) {
        const gaveWay = (await temporariesIn(folder)).some((name) => name.endsWith('.platter-old'));
        return verb !== 'overwrite' || gaveWay ? undefined : 'the old image is gone';
      }
      const problem = await differenceOf(folder.at(target), whole.at(target), both);
      if (problem === undefined || verb !== 'overwrite') return problem;
      return (await differenceOf(folder.at(target), before.at(target), both)) && `neither old nor new: ${problem}`;
    },
    async afterNextStart(folder, whole) {
      const names = [await folder.names(), await whole.names()].map((list) => list.join(' '));
      if (names[0] !== names[1]) return `there is ${names[0] ?? ''} instead of ${names[1] ?? ''}`;
      return differenceOf(folder.at(target), whole.at(target), both);
    },
  };
}
