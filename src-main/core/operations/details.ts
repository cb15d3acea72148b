import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { mostStructures, type ImageDetails, type Structure } from '#shared/model/structure.ts';
import type { DiskFormat, Operation, Watch } from '../disk/format.ts';
import { ImageFolder } from '../disk/image-folder.ts';
import { defaultLimits } from '../disk/limits.ts';
import { formats } from '../formats/index.ts';
import { formatOf } from './examine.ts';
import type { SourceInput } from './open-source.ts';

/**
 * The headers and descriptors of an image as they are stored, of a damaged one too. Throws what opening the file throws, and
 * `probe.unknown` and its like for a file that is no image, neither by its content nor by its name.
 */
export const details: Operation<SourceInput, ImageDetails> = async ({ path: image, sourceFormat }, watch) => {
  await using folder = await ImageFolder.open(image, defaultLimits);
  const { format, byNameOnly } = await recognise(folder, sourceFormat, watch);
  const structures: Structure[] = [];
  let isCut = false;
  for await (const structure of format.describe?.(folder, { limits: defaultLimits, signal: watch.signal }) ?? []) {
    isCut = structures.length === mostStructures;
    if (isCut) break;
    structures.push(structure);
  }
  return { path: image, format: format.id, byNameOnly, structures, isCut };
};

/** The format of a file. Where nothing in it tells, its name may: the mark itself can be what is damaged. */
async function recognise(
  folder: ImageFolder,
  sourceFormat: string | undefined,
  watch: Watch,
): Promise<{ readonly format: DiskFormat; readonly byNameOnly: boolean }> {
  try {
    return { format: await formatOf(folder, sourceFormat, watch), byNameOnly: false };
  } catch (thrown) {
    const extension = path.extname(folder.name).slice(1).toLowerCase();
    const format = formats.find(({ extensions, describe }) => describe && extensions.includes(extension));
    if (!format || !(thrown instanceof DiskError) || thrown.reason !== 'probe.unknown') throw thrown;
    return { format, byNameOnly: true };
  }
}
