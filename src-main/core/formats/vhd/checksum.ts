import { viewOf } from '../../layout/struct.ts';
import { footer } from './layout.ts';

/** The ones' complement of the sum of all bytes, those of the checksum itself taken as zero. */
function checksumOf(stored: Uint8Array, fieldStart: number): number {
  let sum = 0;
  for (const byte of stored) sum += byte;
  for (const byte of stored.subarray(fieldStart, fieldStart + 4)) sum -= byte;
  return 0xffff_ffff - sum;
}

/** Whether a structure matches the checksum that it holds at `fieldStart`. */
export function isIntact(stored: Uint8Array, fieldStart: number): boolean {
  return viewOf(stored).getUint32(fieldStart) === checksumOf(stored, fieldStart);
}

/** Some versions of XenServer's tapdisk set the hidden mark after summing, so its footers may match without it. */
export function isIntactFooter(stored: Uint8Array): boolean {
  const field = footer.offsetOf('checksum');
  if (isIntact(stored, field)) return true;
  const hidden = footer.offsetOf('hidden');
  return stored[hidden] === 1 && isIntact(stored.slice().fill(0, hidden, hidden + 1), field);
}

/** Puts the checksum into an encoded structure. */
export function sign<Stored extends Uint8Array>(stored: Stored, fieldStart: number): Stored {
  viewOf(stored).setUint32(fieldStart, checksumOf(stored, fieldStart));
  return stored;
}
