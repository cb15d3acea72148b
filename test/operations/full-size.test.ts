import { afterEach, beforeEach, expect, it } from 'vitest';
import { MiB, TiB } from '#shared/model/bytes.ts';
import { compare } from '#main/core/operations/compare.ts';
import { convert } from '#main/core/operations/convert.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { noTinyDisk, tinyDisk } from '#test/support/tiny-disk.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
let source: string;
beforeEach(async () => {
  folder = await TempFolder.create();
  source = folder.at('source.img');
  await makeSampleDisk(source, 12 * MiB + 512);
});
afterEach(() => folder[Symbol.asyncDispose]());

const fullSize = [
  { format: 'vdi', variant: 'static' },
  { format: 'vhd', variant: 'fixed' },
  { format: 'raw', variant: 'full' },
] as const;

// File systems disagree on whether room that was taken and never written counts as data or as a hole.
const places = [
  { title: 'the usual disk', open: () => TempFolder.create(), isAbsent: false },
  { title: 'a disk in memory', open: () => tinyDisk(32 * MiB), isAbsent: noTinyDisk !== undefined },
].filter(({ isAbsent }) => !isAbsent);

it.each(places.flatMap((place) => fullSize.map((target) => ({ ...place, ...target }))))(
  'room that was taken and not written reads as zeros, $format $variant on $title',
  async ({ open, format, variant }) => {
    await using place = await open();
    const target = place.at('target');
    const result = await convert({ source, sourceFormat: 'raw', target, format, variant }, unwatched);
    expect(result.verified).toBe(true);
    const pair = { first: source, firstFormat: 'raw', second: target, secondFormat: format };
    expect(await compare(pair, unwatched)).toMatchObject({ identical: true });
    const { allocatedSize } = await inspect({ path: target, sourceFormat: format }, unwatched);
    expect(allocatedSize).toBeGreaterThanOrEqual(12 * MiB);
  },
);

it.each(fullSize)('too little room is said without a look at the data, $format $variant', async (target) => {
  const huge = folder.at('huge.img');
  await makeSampleDisk(huge, 15 * TiB, [{ start: 1 * TiB, length: 1 * MiB }]);
  const watch = cancellingAt(Infinity);
  const input = { source: huge, sourceFormat: 'raw', target: folder.at('target'), ...target };
  await expect(convert(input, watch)).rejects.toMatchObject({ reason: 'target.no-space' });
  expect(watch.reports).toEqual([]);
  expect(await folder.names()).toEqual(['huge.img', 'source.img']);
});
