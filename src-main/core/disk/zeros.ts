import type { Bytes } from '#shared/model/bytes.ts';
import { zeros } from '../io/zero-bytes.ts';

/** True when all bytes are zero. The first byte decides most cases; a native comparison does the rest at memory speed. */
export function isZero(bytes: Uint8Array): boolean {
  if (bytes.length === 0) return true;
  if (bytes[0] !== 0) return false;
  for (let at = 0; at < bytes.length; at += zeros.length) {
    const part = bytes.subarray(at, at + zeros.length);
    if (Buffer.compare(part, zeros.subarray(0, part.length)) !== 0) return false;
  }
  return true;
}

/** A run of units that are not all zero, as offsets into the bytes examined. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/** The maximal runs of `unit`-sized pieces that hold anything but zeros; the last piece may be shorter. */
export function nonZeroRuns(bytes: Uint8Array, unit: Bytes): readonly Run[] {
  const runs: Run[] = [];
  let start = -1;
  for (let at = 0; at < bytes.length; at += unit) {
    const empty = isZero(bytes.subarray(at, at + unit));
    if (!empty && start < 0) start = at;
    if (empty && start >= 0) {
      runs.push({ start, end: at });
      start = -1;
    }
  }
  if (start >= 0) runs.push({ start, end: bytes.length });
  return runs;
}
