import { KiB, roundDown, roundUp, type Bytes } from '#shared/model/bytes.ts';
import { isZero } from '../../disk/zeros.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { tableShape } from './check-directories.ts';
import { plannedStart } from './grain-grid.ts';
import { grainDataOffset, marker, markerType, sectorSize, type SparseHeader } from './layout.ts';
import { startsZlib } from './unmarked-grain.ts';

/** What a walk over a damaged stream met: a grain by its marker, another marker, zeros, or something that cannot be told. */
export type RescueItem =
  | { readonly kind: 'grain'; readonly grain: number; readonly sector: number }
  | { readonly kind: 'other'; readonly type: number; readonly sector: number }
  | { readonly kind: 'zeros' | 'garbage' };

interface Sector {
  readonly at: Bytes;
  readonly bytes: Uint8Array;
}

/**
 * Walks a stream to the end of its file, whatever lies in between: where nothing plausible stands, the walk looks at the next sector.
 * Reads a page for each grain.
 */
export async function* rescueItems(
  reader: Reader,
  header: SparseHeader,
  signal?: AbortSignal,
): AsyncGenerator<RescueItem> {
  const pages = cached(reader, { pageSize: 4 * KiB, pages: 8 });
  const bytes = new Uint8Array(sectorSize);
  const { descriptorOffset, descriptorSize } = header;
  const begin = Math.max(1, descriptorOffset + descriptorSize) * sectorSize;

  async function sectorAt(at: Bytes): Promise<Sector | undefined> {
    const place = { start: at, length: sectorSize };
    await pages.read(at, bytes, signal);
    return reader.unread?.(place).length ? undefined : { at, bytes };
  }

  for (let at = begin; at + sectorSize <= reader.size;) {
    signal?.throwIfAborted();
    // What the host knows to be a hole is zeros, of any length.
    const stored = reader.nextData ? reader.nextData(at) : { start: at };
    if (!stored || stored.start >= at + sectorSize) {
      yield { kind: 'zeros' };
      at = stored ? roundDown(stored.start, sectorSize) : reader.size;
      continue;
    }
    const sector = await sectorAt(at);
    const found = sector ? itemIn(sector, header) : garbage;
    at += sectorSize;
    if (found.end !== undefined && found.end > at) {
      // A size that leads nowhere is believed less than what may stand in the sectors that it would pass over.
      const next = found.end + sectorSize <= reader.size ? await sectorAt(found.end) : undefined;
      const isFollowed = !next || itemIn(next, header).item.kind !== 'garbage';
      if (isFollowed) at = found.end;
    }
    // In front of the first grain may be tables.
    const isBefore = found.item.kind === 'garbage' && at <= plannedStart(header) * sectorSize;
    yield isBefore ? { kind: 'zeros' } : found.item;
  }
}

interface Found {
  readonly item: RescueItem;
  /** The first byte behind it; absent where it takes one sector. */
  readonly end?: Bytes;
}

const garbage: Found = { item: { kind: 'garbage' } };

function itemIn({ at, bytes }: Sector, header: SparseHeader): Found {
  // By hand: where the stream is damaged, this may be any number.
  const view = viewOf(bytes);
  const value = view.getBigUint64(marker.offsetOf('value'), true);
  const size = view.getUint32(marker.offsetOf('size'), true);
  const type = view.getUint32(marker.offsetOf('type'), true);
  const sector = at / sectorSize;
  if (size > 0) {
    const { capacity, grainSize } = header;
    const isPlausible = value < BigInt(capacity) && value % BigInt(grainSize) === 0n;
    if (!isPlausible || size > 2 * grainSize * sectorSize || !startsZlib(bytes.subarray(grainDataOffset))) {
      return garbage;
    }
    const end = roundUp(at + grainDataOffset + size, sectorSize);
    return { item: { kind: 'grain', grain: Number(value) / grainSize, sector }, end };
  }
  if (!isZero(bytes.subarray(marker.size))) return garbage;
  if (type === markerType.endOfStream) return value === 0n ? { item: { kind: 'zeros' } } : garbage;
  const { tableSectors, directorySectors } = tableShape(header);
  const sizes = new Map<number, number>([
    [markerType.grainTable, tableSectors],
    [markerType.grainDirectory, directorySectors],
    [markerType.footer, 1],
  ]);
  const expected = sizes.get(type);
  const item = { kind: 'other', type, sector } as const;
  // Behind markers of other types, such as progress notes, nothing follows.
  if (expected === undefined) return { item };
  return value === BigInt(expected) ? { item, end: at + (1 + expected) * sectorSize } : garbage;
}
