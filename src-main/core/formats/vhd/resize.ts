import type { ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import { readEditableFooter } from './edit-footers.ts';
import { openEditable } from './edit-open.ts';
import { diskTypes } from './layout.ts';
import { resizeFixed } from './resize-fixed.ts';
import { growDynamic } from './resize-grow.ts';
import { shrinkDynamic } from './resize-shrink.ts';

/**
 * Gives a disk another size. What is new reads as zeros; in a child, as its parent has it, should that be larger. Throws what
 * `editVhd` throws, `resize.too-large`, `vhd.edit-full`, an abort, and what output throws.
 */
export async function resizeVhd(files: ResizeFiles, options: ResizeOptions): Promise<void> {
  const { limits, virtualSize, watch } = options;
  const how = { limits, tolerance: 'strict', signal: watch.signal } as const;
  const chosen = await readEditableFooter(files, how);
  if (chosen.footer.diskType === diskTypes.fixed) return resizeFixed(files, chosen, options);
  const image = await openEditable(files, chosen, how);
  const before = image.table.virtualSize;
  if (virtualSize > before) await growDynamic(files, image, options);
  else if (virtualSize < before) await shrinkDynamic(files, image, options);
}
