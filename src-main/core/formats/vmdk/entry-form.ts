import type { Bytes } from '#shared/model/bytes.ts';
import { entrySize } from './layout.ts';

/** How the tables of a kind of extent say where a grain lies. */
export interface EntryForm {
  readonly size: Bytes;
  /** What an entry says in the terms of hosted extents: `absent`, `zeroedGrain` or a sector; NaN when it means nothing. */
  readonly sectorAt: (table: DataView, index: number) => number;
}

/** The entries of hosted extents and of COWD: the number of a sector. */
export const sectorEntries: EntryForm = {
  size: entrySize,
  sectorAt: (table, index) => table.getUint32(index * entrySize, true),
};
