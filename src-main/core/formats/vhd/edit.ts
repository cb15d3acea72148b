import { DiskError } from '#shared/errors.ts';
import type { EditableLayer, EditOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { editDynamic } from './edit-dynamic.ts';
import { editFixed } from './edit-fixed.ts';
import { diskTypes } from './layout.ts';
import { readFooters, type FoundFooters } from './read-footers.ts';

/**
 * Opens a VHD image to be written in place. Throws, besides what reading throws, `vhd.edit-saved-state`, `vhd.edit-footers`
 * and, for a damaged or strange block table, what `surveyBlocks` throws.
 */
export async function editVhd(files: ImageFiles<Writer>, options: EditOptions): Promise<EditableLayer> {
  const { name } = files;
  const how = { ...options, tolerance: 'strict' } as const;
  const found = await readFooters(files, how);
  const { footer } = found.chosen;
  // The memory of the suspended machine would not fit the disk any more.
  if (footer.savedState !== 0) throw new DiskError('vhd.edit-saved-state', { name });
  if (footer.diskType === diskTypes.fixed) return editFixed(files, found.chosen, how);
  refuseUnequal(name, found);
  return editDynamic(files, found.chosen, how);
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
