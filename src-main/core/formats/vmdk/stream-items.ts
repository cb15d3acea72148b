import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { grainDataOffset, marker, markerType, sectorSize, type SparseHeader } from './layout.ts';

/** A part of a stream: a grain, or what a marker of another kind announces. `end` is the first byte behind it. */
export type StreamItem =
  | { readonly kind: 'grain'; readonly grain: number; readonly sector: number; readonly end: Bytes }
  | { readonly kind: 'other'; readonly type: number; readonly sector: number; readonly end: Bytes };

/**
 * Walks a stream from marker to marker, up to the one for its end, to something that cannot be one, or to one whose content the
 * file does not hold to its end.
 */
export async function* streamItems(
  reader: Reader,
  { overhead, capacity, grainSize }: SparseHeader,
  signal?: AbortSignal,
): AsyncGenerator<StreamItem> {
  const pages = cached(reader, { pageSize: 4 * KiB, pages: 2 });
  const bytes = new Uint8Array(marker.size);
  const view = viewOf(bytes);
  for (let at = overhead * sectorSize; at + sectorSize <= reader.size;) {
    await pages.read(at, bytes, signal);
    // By hand: where the stream is damaged, this may be any number.
    const value = view.getBigUint64(marker.offsetOf('value'), true);
    const size = view.getUint32(marker.offsetOf('size'), true);
    const type = view.getUint32(marker.offsetOf('type'), true);
    const sector = at / sectorSize;
    if (size === 0) {
      if (value > BigInt(reader.size)) return;
      at += sectorSize * (1 + (isKnown(type) ? Number(value) : 0));
      if (at > reader.size) return;
      yield { kind: 'other', type, sector, end: at };
      if (type === markerType.endOfStream) return;
      continue;
    }
    const end = at + grainDataOffset + size;
    const plausible = value < BigInt(capacity) && value % BigInt(grainSize) === 0n;
    if (!plausible || size > 2 * grainSize * sectorSize || end > reader.size) return;
    at = roundUp(end, sectorSize);
    yield { kind: 'grain', grain: Number(value) / grainSize, sector, end: at };
  }
}

/** Behind markers of other types, such as progress notes, nothing follows. */
function isKnown(type: number): boolean {
  return type === markerType.grainTable || type === markerType.grainDirectory || type === markerType.footer;
}
