import { DiskError } from '#shared/errors.ts';
import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { EditableLayer, ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { openFixed } from './fixed.ts';
import { sectorSize } from './layout.ts';
import { writeZeros, clearRange } from '../../io/clear-range.ts';

/**
 * Opens a fixed image to be written in place. The footer is never touched, so nothing has to be kept in order. Zeros take
 * their space, since a fixed image is one that has it; only what is discarded becomes a hole.
 */
export function editFixed(files: ImageFiles<Writer>, chosen: ChosenFooter, how: OpenOptions): EditableLayer {
  const { main } = files;
  const layer = openFixed(files, chosen, how);

  /** Whatever a caller gets wrong, the footer stays as it is: without it the file is no image any more. */
  function inside(range: ByteRange): ByteRange {
    const { virtualSize } = layer;
    if (endOf(range) <= virtualSize) return range;
    throw new DiskError('disk.outside', { start: range.start, end: endOf(range), size: virtualSize });
  }

  return {
    ...layer,
    editUnit: sectorSize,
    async write(at, bytes, signal) {
      await main.write(inside({ start: at, length: bytes.length }).start, bytes, signal);
    },
    zero: async (range, signal) => writeZeros(main, inside(range), signal),
    // Without holes there is no space to give back, and the content may stay.
    discard: async (range, signal) => (main.punchHole ? clearRange(main, inside(range), signal) : undefined),
    flush: () => main.flush(),
  };
}
