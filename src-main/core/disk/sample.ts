import { endOf, KiB, roundDown, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { Disk } from './disk.ts';

/** The unit in which a disk is sampled: what most formats store or compress as a whole. */
export const sampleUnit: Bytes = 64 * KiB;

/** The fractional part of the golden ratio: its multiples spread evenly, however early one stops. */
const goldenStep = (Math.sqrt(5) - 1) / 2;

/**
 * Chooses at most `most` of the 64 KiB units of a disk in which data is stored, by the map alone. They come in an order in which any
 * number of them, from the first on, is spread evenly over the data; all of them, when there are no more.
 * @param dataBytes what `countData` counts of this disk
 */
export async function sampleUnits(
  disk: Disk,
  { dataBytes, most }: { readonly dataBytes: Bytes; readonly most: number },
  signal: AbortSignal,
): Promise<readonly Bytes[]> {
  const count = Math.ceil(dataBytes / sampleUnit);
  const wanted = [...spread(count, most)];
  const ascending = wanted.toSorted((a, b) => a - b);
  const places = await placesOf(disk, ascending, signal);
  return wanted.flatMap((number) => places.get(number) ?? []);
}

/** Numbers below `count`, each once. */
function spread(count: number, most: number): ReadonlySet<number> {
  if (count <= most) return new Set(Array.from({ length: count }, (_, number) => number));
  return new Set(Array.from({ length: most }, (_, i) => Math.floor(((i * goldenStep) % 1) * count)));
}

/** Where units with data start, by their number among all of them. */
async function placesOf(
  disk: Disk,
  ascending: readonly number[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, Bytes>> {
  const places = new Map<number, Bytes>();
  let number = 0;
  let counted = 0;
  let next = 0;
  for await (const batch of disk.extents(undefined, signal)) {
    signal.throwIfAborted();
    for (const extent of batch) {
      if (extent.kind !== 'data') continue;
      const start = Math.max(roundDown(extent.start, sampleUnit), counted);
      const units = Math.max(0, Math.ceil((endOf(extent) - start) / sampleUnit));
      for (let wanted = ascending[next]; wanted !== undefined && wanted < number + units; wanted = ascending[++next])
        places.set(wanted, start + (wanted - number) * sampleUnit);
      number += units;
      counted = Math.max(counted, roundUp(endOf(extent), sampleUnit));
    }
    if (next === ascending.length) break;
  }
  return places;
}
