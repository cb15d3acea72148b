import type { Bytes } from '#shared/model/bytes.ts';
import type { SectorRanges } from './check-ranges.ts';
import { absent, sectorSize } from './layout.ts';

/** What is to be said of the place where a table lies. */
export const tableState = { absent: 0, good: 1, outside: 2, shared: 3 } as const;

/** A grain directory as it was read. */
export interface Directory {
  readonly sector: number;
  readonly entries: Uint32Array;
  /** A `tableState` for each entry. */
  readonly states: Uint8Array;
}

/** Judges the entries of a directory: tables must lie inside the file, off what is taken, and off each other. */
export function judgeTables(
  entries: Uint32Array,
  tableSectors: number,
  fileSize: Bytes,
  taken: SectorRanges,
): Uint8Array {
  const states = new Uint8Array(entries.length);
  for (const [i, sector] of entries.entries()) {
    if (sector === absent) continue;
    const fits = (sector + tableSectors) * sectorSize <= fileSize && !taken.touches(sector, tableSectors);
    states[i] = fits ? tableState.good : tableState.outside;
  }
  if (!ascend(entries, states, tableSectors)) markShared(entries, states, tableSectors);
  return states;
}

/** True for tables in the order of their numbers, as every program writes them: then none can lie on another. */
function ascend(entries: Uint32Array, states: Uint8Array, tableSectors: number): boolean {
  let free = 0;
  for (const [i, sector] of entries.entries()) {
    if (states[i] !== tableState.good) continue;
    if (sector < free) return false;
    free = sector + tableSectors;
  }
  return true;
}

function markShared(entries: Uint32Array, states: Uint8Array, tableSectors: number): void {
  const sorted = entries.filter((_, i) => states[i] === tableState.good).sort();
  for (const [i, sector] of entries.entries()) {
    if (states[i] !== tableState.good) continue;
    const at = lowerBound(sorted, sector);
    const before = sorted[at - 1] ?? -tableSectors;
    const after = sorted[at + 1] ?? Infinity;
    if (sector - before < tableSectors || after - sector < tableSectors) states[i] = tableState.shared;
  }
}

/** The index of the first value that is not below the wanted one. */
function lowerBound(sorted: Uint32Array, wanted: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
