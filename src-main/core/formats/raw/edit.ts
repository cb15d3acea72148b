import type { EditableLayer, ImageFiles } from '../../disk/format.ts';
import { clearRange, writeZeros } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';
import { openRaw } from './layer.ts';

/**
 * Opens a raw image to be written in place. Everything goes where it belongs; there is nothing else to keep in order. Where
 * all of the file has room, zeros keep it.
 */
export async function editRaw(files: ImageFiles<Writer>): Promise<EditableLayer> {
  const { main } = files;
  const layer = await openRaw(files);
  const makeZero = layer.variant === 'full' ? writeZeros : clearRange;
  return {
    ...layer,
    editUnit: 512,
    write: (at, bytes, signal) => main.write(at, bytes, signal),
    zero: (range, signal) => makeZero(main, range, signal),
    discard: (range, signal) => clearRange(main, range, signal),
    flush: () => main.flush(),
  };
}
