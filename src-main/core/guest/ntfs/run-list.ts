import { requireSound } from '../distrusted.ts';
import type { ClusterRun } from '../guest.ts';

/**
 * The clusters of an attribute. Each run is a byte with the lengths of two numbers, and these: how many clusters, and how
 * far from the start of the run before. Throws `Distrusted` for runs outside the volume and for sparse ones, which no part of
 * the file system itself has.
 */
export function decodeRunList(
  list: Uint8Array,
  expected: { readonly clusters: number; readonly ofVolume: number; readonly structure: string },
): ClusterRun[] {
  const { structure, ofVolume } = expected;
  const runs: ClusterRun[] = [];
  let total = 0;
  let first = 0;
  for (let at = 0; list[at] !== 0;) {
    const header = list[at] ?? 0;
    const lengthBytes = header & 0x0f;
    const offsetBytes = header >>> 4;
    at += 1;
    requireSound(lengthBytes >= 1 && lengthBytes <= 8 && offsetBytes >= 1 && offsetBytes <= 8, structure);
    requireSound(at + lengthBytes + offsetBytes < list.length, structure);
    const count = unsigned(list.subarray(at, at + lengthBytes));
    first += signed(list.subarray(at + lengthBytes, at + lengthBytes + offsetBytes));
    at += lengthBytes + offsetBytes;
    requireSound(count > 0 && first >= 0 && first + count <= ofVolume, structure);
    runs.push({ first, count });
    total += count;
  }
  requireSound(total === expected.clusters, structure);
  return runs;
}

// Sums of powers stay exact up to 2^53; beyond that they are merely too large, and refused by the volume's own size.
function unsigned(littleEndian: Uint8Array): number {
  return littleEndian.reduceRight((value, byte) => value * 256 + byte, 0);
}

function signed(littleEndian: Uint8Array): number {
  const isNegative = ((littleEndian.at(-1) ?? 0) & 0x80) !== 0;
  return unsigned(littleEndian) - (isNegative ? 2 ** (littleEndian.length * 8) : 0);
}
