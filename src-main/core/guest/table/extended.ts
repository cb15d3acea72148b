import type { ByteRange } from '#shared/model/bytes.ts';
import { Distrusted } from '../distrusted.ts';
import type { GuestDisk } from '../guest.ts';
import { mbr, mbrSignature } from './layout.ts';
import { isExtended, isInside, isUsed, mbrSector, rangeOf, typeOf } from './mbr.ts';
import type { TableEntry } from './table.ts';

/** More logical partitions than any system counts. */
const mostTables = 128;

const firstLogicalNumber = 5;

/**
 * Follows the chain of tables in an extended partition, adds its logical partitions to `found` and returns where the tables
 * lie. Throws `Distrusted` for a chain that goes back, or leaves the extended partition.
 */
export async function readExtended(
  disk: GuestDisk,
  container: ByteRange,
  found: TableEntry[],
  signal?: AbortSignal,
): Promise<readonly ByteRange[]> {
  const tables: ByteRange[] = [];
  let next: number | undefined = container.start;
  while (next !== undefined) {
    const here: ByteRange = { start: next, length: mbrSector };
    const isForward = here.start > (tables.at(-1)?.start ?? -1);
    if (!isForward || tables.length >= mostTables || !isInside(here, container)) throw damaged();
    if (here.start + here.length > disk.virtualSize) throw damaged();
    tables.push(here);

    const sector = new Uint8Array(mbrSector);
    await disk.read(here.start, sector, signal);
    const { entries, signature } = mbr.decode(sector);
    if (signature !== mbrSignature) throw damaged();
    next = undefined;
    for (const entry of entries.filter(isUsed)) {
      if (isExtended(entry)) {
        // Its place counts from the first table of the chain, a logical partition's from its own table.
        if (next !== undefined) throw damaged();
        next = rangeOf(entry, container.start).start;
      } else {
        const range = rangeOf(entry, here.start);
        if (!isInside(range, container)) throw damaged();
        found.push({ number: firstLogicalNumber + found.length, range, type: typeOf(entry) });
      }
    }
  }
  return tables;
}

function damaged(): Distrusted {
  return new Distrusted('table-damaged', { structure: 'chain of logical partitions' });
}
