import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { map } from '#main/core/operations/map.ts';
import type { SourceInput } from '#main/core/operations/open-source.ts';
import { corpusFolder, missing } from '#test/support/need.ts';
import { corpusImages, unpack, type CorpusImage } from '#test/support/corpus.ts';
import { unwatched } from '#test/support/watch.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { readFiles, type ImageSet } from './image-set.ts';

/** Packed, and with all files of its set: what is larger makes mutants slow and tells nothing more. */
const mostPacked: Bytes = MiB;
const mostUnpacked: Bytes = 3 * MiB;
/** On the disk: what is converted thousands of times has to be small. */
const mostData: Bytes = 8 * MiB;

const formats = ['vdi', 'vhd', 'vmdk', 'raw'];

/** Small real images of other programs, as they are. None without the corpus, with a reason. */
export async function corpusSeeds(): Promise<{
  readonly sets: readonly ImageSet[];
  readonly skipped: readonly string[];
}> {
  if (missing('corpus', 'xz')) return { sets: [], skipped: ['real images without the corpus'] };
  const sets: ImageSet[] = [];
  for (const image of corpusImages()) {
    if (!formats.includes(image.format) || (await stat(path.join(corpusFolder, image.file))).size > mostPacked)
      continue;
    const set = await setOf(image);
    if (set) sets.push(set);
  }
  return { sets, skipped: [] };
}

/** An image with its files; undefined for one that is too large. */
async function setOf(image: CorpusImage): Promise<ImageSet | undefined> {
  await using folder = await TempFolder.create();
  const main = await unpack(image, folder.path);
  const files = path.dirname(main);
  const sourceFormat = image.format === 'raw' ? 'raw' : undefined;
  const sizes = await Promise.all(
    (await readdir(files)).map(async (name) => (await stat(path.join(files, name))).size),
  );
  const isLarge =
    sizes.reduce((sum, size) => sum + size, 0) > mostUnpacked ||
    (await dataOf({ path: main, sourceFormat })) > mostData;
  return isLarge
    ? undefined
    : { title: path.dirname(image.file), main: path.basename(main), files: await readFiles(files), sourceFormat };
}

/** How much data is on the disk; nothing, when it is refused. */
async function dataOf(input: SourceInput): Promise<Bytes> {
  let bytes = 0;
  try {
    for await (const batch of map(input, unwatched)) {
      for (const { kind, length } of batch) if (kind === 'data') bytes += length;
    }
  } catch (thrown) {
    if (!(thrown instanceof DiskError)) throw thrown;
  }
  return bytes;
}
