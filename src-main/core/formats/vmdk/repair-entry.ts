import type { Bytes } from '#shared/model/bytes.ts';
import type { Patch } from '../../disk/patch.ts';
import { highestSector, sectorSize } from './layout.ts';
import type { RepairedFile } from './repair-file.ts';

/** What both copies of an entry say, and where they lie; there may be no second one. */
export interface EntryPlace {
  readonly sector: number;
  readonly other: number;
  readonly place: { readonly first: Bytes; readonly second?: Bytes };
}

/**
 * Sets the copies of an entry, the first one first: what a power cut leaves between the two is a second copy that is behind,
 * which is mended without loss.
 */
export function* mendEntry(
  file: RepairedFile,
  { sector, other, place }: EntryPlace,
  to: { readonly first?: number; readonly second?: number },
  because: string,
): Generator<Patch> {
  if (to.first !== undefined && to.first !== sector) yield file.entry(place.first, sector, to.first, because);
  if (to.second === undefined || place.second === undefined || to.second === other) return;
  yield file.entry(place.second, other, to.second, because);
}

/** Copies a grain to the end of the file, whole, before its entries point there. Nothing when no entry could. */
export async function* mendByOwnPlace(
  file: RepairedFile,
  entry: EntryPlace,
  grainBytes: Bytes,
  because: string,
): AsyncGenerator<Patch> {
  const place = file.placeBehind(grainBytes) / sectorSize;
  if (place > highestSector) return;
  yield* file.appendCopy({ start: entry.sector * sectorSize, length: grainBytes }, grainBytes, because);
  yield* mendEntry(file, entry, { first: place, second: place }, because);
}
