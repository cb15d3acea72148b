import type { Bytes } from '#shared/model/bytes.ts';
import type { ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import { editableKind } from './movable-image.ts';
import { resizeSet } from './resize-set.ts';
import { resizeSingle } from './resize-single.ts';
import { usualExtent } from './split-variants.ts';

/**
 * Gives the disk another size. Throws `resize.not-possible` for streams and for mixed sets, `resize.too-large`, `resize.file-in-the-way` for a
 * file that a new extent would need, and what editing throws.
 * @param extentBytes what one file of a split disk holds; tests make it small
 */
export async function resize(
  files: ResizeFiles,
  options: ResizeOptions,
  extentBytes: Bytes = usualExtent,
): Promise<void> {
  const { limits, watch } = options;
  const kind = await editableKind(files, { limits, tolerance: 'strict', signal: watch.signal });
  if (kind === 'set') await resizeSet(files, options, extentBytes);
  else await resizeSingle(files, options);
}
