import { viewOf } from '../../layout/struct.ts';
import { requireSound } from '../distrusted.ts';
import { fixupStride, protectedHeader } from './layout.ts';

/**
 * Puts the last two bytes of every stride back in their place; in between they carried one number that tells whether the
 * whole record was written. Throws `Distrusted` for a record with another signature, and for a torn one.
 */
export function applyFixups(record: Uint8Array, signature: string, structure: string): void {
  const header = protectedHeader.decode(record);
  const strides = record.length / fixupStride;
  requireSound(header.signature === signature && Number.isInteger(strides), structure);
  requireSound(header.fixups === strides + 1 && header.fixupsAt % 2 === 0, structure);
  // The list lies in the first stride, in front of the two bytes that it replaces.
  requireSound(
    header.fixupsAt >= protectedHeader.size && header.fixupsAt + header.fixups * 2 <= fixupStride - 2,
    structure,
  );
  const view = viewOf(record);
  const written = view.getUint16(header.fixupsAt, true);
  for (let i = 1; i <= strides; i += 1) {
    const place = i * fixupStride - 2;
    requireSound(view.getUint16(place, true) === written, structure);
    view.setUint16(place, view.getUint16(header.fixupsAt + i * 2, true), true);
  }
}
