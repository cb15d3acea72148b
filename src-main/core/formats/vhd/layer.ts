import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { openDynamic } from './dynamic.ts';
import { openFixed } from './fixed.ts';
import { diskTypes } from './layout.ts';
import { readFooters } from './read-footers.ts';

/** Opens a VHD image. Only its footers and its header are read; the block table is read where it is needed. */
export async function openVhd(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { chosen } = await readFooters(files, how);
  if (chosen.footer.diskType === diskTypes.fixed) return openFixed(files, chosen, how);
  return (await openDynamic(files, chosen, how)).layer;
}
