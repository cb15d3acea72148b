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
  addNonZeroRuns(runs, bytes, { start: 0, end: bytes.length }, unit);
  return runs;
}

/** The same for parts of the bytes, whose bounds are multiples of the unit; what lies between them counts as zeros. */
export function nonZeroRunsIn(bytes: Uint8Array, parts: readonly Run[], unit: Bytes): readonly Run[] {
  const runs: Run[] = [];
  for (const part of parts) addNonZeroRuns(runs, bytes, part, unit);
  return runs;
}

function addNonZeroRuns(runs: Run[], bytes: Uint8Array, part: Run, unit: Bytes): void {
  let start = -1;
  for (let at = part.start; at < part.end; at += unit) {
    // Nearly every unit with data is told by its first byte, and needs no view of its own.
    const empty = bytes[at] === 0 && isZero(bytes.subarray(at, Math.min(at + unit, part.end)));
    if (!empty && start < 0) start = at;
    if (empty && start >= 0) {
      runs.push({ start, end: at });
      start = -1;
    }
  }
  if (start >= 0) runs.push({ start, end: part.end });
}
