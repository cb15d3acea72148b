import type { EditableLayer, EditOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { editDynamic } from './edit-dynamic.ts';
import { editFixed } from './edit-fixed.ts';
import { readEditableFooter } from './edit-footers.ts';
import { diskTypes } from './layout.ts';

/**
 * Opens a VHD image to be written in place. Throws what `readEditableFooter` throws and, for a damaged or strange block
 * table, what `surveyBlocks` throws.
 */
export async function editVhd(files: ImageFiles<Writer>, options: EditOptions): Promise<EditableLayer> {
  const how = { ...options, tolerance: 'strict' } as const;
  const chosen = await readEditableFooter(files, how);
  if (chosen.footer.diskType === diskTypes.fixed) return editFixed(files, chosen, how);
  return editDynamic(files, chosen, how);
}
