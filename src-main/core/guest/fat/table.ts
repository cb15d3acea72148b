import { viewOf } from '../../layout/struct.ts';
import { Distrusted, requireSound } from '../distrusted.ts';
import type { ClusterRun } from '../guest.ts';
import type { VolumeReader } from '../volume-reader.ts';
import type { FatGeometry, FatWidth } from './geometry.ts';

/** Entries that are held at once. Even, so that the entries of FAT12, which share bytes, begin a page at a byte. */
const entriesOfPage = 8192;

const structure = 'file allocation table';

/** Values from here up are no cluster numbers: reserved, bad, end of chain. */
const firstReserved: Readonly<Record<FatWidth, number>> = { 12: 0xff6, 16: 0xfff6, 32: 0x0fff_fff6 };

/** The clusters whose entry is 0. Throws `Distrusted` when the tables differ, or an entry names a cluster that is not there. */
export async function* freeEntries(
  volume: VolumeReader,
  { width, grid, tables }: FatGeometry,
  signal?: AbortSignal,
): AsyncGenerator<ClusterRun[]> {
  const end = grid.first + grid.count;
  for (let first = 0; first < end; first += entriesOfPage) {
    const count = Math.min(entriesOfPage, end - first);
    const offset = (first * width) / 8;
    const length = Math.ceil((count * width) / 8);
    const pages: Uint8Array[] = [];
    for (const { start } of tables) {
      pages.push(await volume.bytes({ start: start + offset, length }, structure, signal));
    }
    const [page, copy] = pages;
    if (!page) return;
    if (copy && Buffer.compare(copy, page) !== 0) throw new Distrusted('copies-differ', { structure });
    yield zeroEntries(decode(page, width, count), first, end);
  }
}

function zeroEntries(entries: Uint32Array, first: number, end: number): ClusterRun[] {
  const runs: ClusterRun[] = [];
  let start = -1;
  for (let i = 0; i <= entries.length; i += 1) {
    // The two entries in front of the first cluster are never free, and a run ends with the page.
    const isFree = entries[i] === 0 && first + i >= 2;
    if (isFree && start < 0) start = i;
    if (!isFree && start >= 0) {
      runs.push({ first: first + start, count: i - start });
      start = -1;
    }
    requireSound(first + i < 2 || (entries[i] ?? 0) < end, structure);
  }
  return runs;
}

/** The entries as numbers; what is no cluster number becomes 1, which is used and names nothing. */
function decode(page: Uint8Array, width: FatWidth, count: number): Uint32Array {
  const view = viewOf(page);
  const entries = new Uint32Array(count);
  for (let i = 0; i < count; i += 1) {
    const value = entryAt(view, width, i);
    entries[i] = value >= firstReserved[width] ? 1 : value;
  }
  return entries;
}

function entryAt(view: DataView, width: FatWidth, index: number): number {
  switch (width) {
    case 12: {
      // Two entries share three bytes: the even one has the low 12 bits.
      const at = index + (index >>> 1);
      const low = view.getUint8(at);
      const high = at + 1 < view.byteLength ? view.getUint8(at + 1) : 0;
      return index % 2 === 0 ? low | ((high & 0x0f) << 8) : (low >>> 4) | (high << 4);
    }
    case 16:
      return view.getUint16(index * 2, true);
    case 32:
      // The top four bits are reserved, and some systems set them.
      return view.getUint32(index * 4, true) & 0x0fff_ffff;
  }
}
