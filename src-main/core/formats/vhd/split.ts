import { DiskError } from '#shared/errors.ts';
import type { ImageFiles } from '../../disk/format.ts';
import type { FoundFooter } from './find-footer.ts';

/**
 * Refuses a part of a split image. Virtual PC cut images for FAT disks into name.vhd, name.v01 and so on; only the last
 * part has a footer. Throws `vhd.split`.
 */
export async function refuseSplit(
  files: ImageFiles,
  { end }: { readonly end: FoundFooter | undefined },
): Promise<void> {
  const { name } = files;
  const isLaterPart = /\.v\d\d$/i.test(name);
  if (isLaterPart || (!end && (await hasSecondPart(files)))) throw new DiskError('vhd.split', { name });
}

async function hasSecondPart(files: ImageFiles): Promise<boolean> {
  const stem = files.name.replace(/\.[^.]*$/, '');
  try {
    await files.sibling(`${stem}.v01`);
    return true;
  } catch (thrown) {
    if (thrown instanceof DiskError) return false;
    throw thrown;
  }
}
