import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Distrust } from '#shared/model/guest.ts';
import { asDistrust, Distrusted } from '../distrusted.ts';
import type { GuestDisk } from '../guest.ts';
import { readExtended } from './extended.ts';
import { mbr, mbrSignature, mbrTypes, type MbrEntry } from './layout.ts';
import { findOverlap, inDiskOrder, type PartitionTable, type TableEntry } from './table.ts';

/** The sectors of an MBR, whatever those of the disk are. */
export const mbrSector: Bytes = 512;

/** The entries in use of a first sector; undefined when it is no partition table. */
export function decodeMbr(sector: Uint8Array, diskSize: Bytes): readonly MbrEntry[] | undefined {
  if (sector.length < mbr.size) return undefined;
  const { entries, signature } = mbr.decode(sector);
  const used = entries.filter(isUsed);
  // A boot sector ends alike. What then lies at the place of the entries is code or text, or starts at sector 0, as the
  // table does that mkfs.fat pretends on a disk without one.
  const isTable =
    signature === mbrSignature &&
    entries.every(({ status }) => status === 0 || status === 0x80) &&
    used.length > 0 &&
    used.every(({ start }) => start > 0 && start * mbrSector < diskSize);
  return isTable ? entries : undefined;
}

/** True for an entry that describes a partition. */
export function isUsed({ type, sectors }: MbrEntry): boolean {
  return type !== mbrTypes.empty && sectors > 0;
}

/** True for an entry that contains a chain of further tables. */
export function isExtended({ type }: MbrEntry): boolean {
  return (mbrTypes.extended as readonly number[]).includes(type);
}

/** The range of an entry; `base` is what its sectors count from. */
export function rangeOf({ start, sectors }: MbrEntry, base: Bytes): ByteRange {
  return { start: base + start * mbrSector, length: sectors * mbrSector };
}

/** The type as two digits. */
export function typeOf({ type }: MbrEntry): string {
  return type.toString(16).padStart(2, '0');
}

/** All partitions of a disk with an MBR. What is wrong with the table is its distrust, with those that were found before. */
export async function readMbr(
  disk: GuestDisk,
  entries: readonly MbrEntry[],
  signal?: AbortSignal,
): Promise<PartitionTable> {
  const primary: TableEntry[] = [];
  const containers: ByteRange[] = [];
  entries.forEach((entry, i) => {
    if (!isUsed(entry)) return;
    if (isExtended(entry)) containers.push(rangeOf(entry, 0));
    else primary.push({ number: i + 1, range: rangeOf(entry, 0), type: typeOf(entry) });
  });

  const logical: TableEntry[] = [];
  let distrust: Distrust | undefined;
  try {
    requireDisjoint([{ start: 0, length: mbrSector }, ...primary.map(({ range }) => range), ...containers]);
    const [container, second] = containers;
    if (second) throw new Distrusted('table-damaged', { structure: 'partition table with two extended partitions' });
    if (container) {
      const tables = await readExtended(disk, container, logical, signal);
      requireDisjoint([...logical.map(({ range }) => range), ...tables]);
    }
  } catch (thrown) {
    distrust = asDistrust(thrown);
  }
  return { scheme: 'mbr', entries: inDiskOrder([...primary, ...logical]), distrust };
}

function requireDisjoint(ranges: readonly ByteRange[]): void {
  const at = findOverlap(ranges);
  if (at !== undefined) throw new Distrusted('overlap', { at });
}

/** True when a range lies in another. */
export function isInside(range: ByteRange, outer: ByteRange): boolean {
  return range.start >= outer.start && endOf(range) <= endOf(outer);
}
