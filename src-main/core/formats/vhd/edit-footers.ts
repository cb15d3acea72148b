import { DiskError } from '#shared/errors.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { diskTypes } from './layout.ts';
import { readFooters, type FoundFooters } from './read-footers.ts';

/**
 * The footer of an image that is to be changed in place. Throws, besides what reading throws, `vhd.edit-saved-state` and
 * `vhd.edit-footers`.
 */
export async function readEditableFooter(files: ImageFiles, how: OpenOptions): Promise<ChosenFooter> {
  const { name } = files;
  const found = await readFooters(files, how);
  const { footer } = found.chosen;
  // The memory of the suspended machine would not fit the disk any more.
  if (footer.savedState !== 0) throw new DiskError('vhd.edit-saved-state', { name });
  if (footer.diskType !== diskTypes.fixed) refuseUnequal(name, found);
  return found.chosen;
}

/**
 * The copy at the start is what remains when the power is cut while the footer at the end moves, so it must be as good.
 * Throws `vhd.edit-footers`.
 */
function refuseUnequal(name: string, { start, chosen }: FoundFooters): void {
  const isWhole = chosen.place === 'end' && chosen.isIntact;
  if (!isWhole || !start || Buffer.compare(start.stored, chosen.stored) !== 0) {
    throw new DiskError('vhd.edit-footers', { name });
  }
}
