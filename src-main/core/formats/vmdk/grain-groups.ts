import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { sectorSize } from './layout.ts';
import type { StoredGrain } from './stored-grain.ts';

/** Grains read and inflated together. Bounds the memory of one call whatever the file says. */
const largest = { compressedBytes: 512 * KiB, inflatedBytes: 4 * MiB } as const;

/** Splits grains into groups that ascend in the file within bounds, so that one read serves each. */
export function* groupsOf(grains: readonly StoredGrain[], grainBytes: Bytes): Generator<readonly StoredGrain[]> {
  let current: StoredGrain[] = [];
  for (const grain of grains) {
    const first = current[0] ?? grain;
    const last = current.at(-1);
    const near = (grain.sector - first.sector) * sectorSize <= largest.compressedBytes;
    const few = (current.length + 1) * grainBytes <= largest.inflatedBytes;
    if (last && !(grain.sector > last.sector && near && few)) {
      yield current;
      current = [];
    }
    current.push(grain);
  }
  if (current.length > 0) yield current;
}

/** The bytes of the file from the first grain of a group to where its last one is likely to end. */
export function groupLength(group: readonly StoredGrain[], grainBytes: Bytes): Bytes {
  const [first, last] = [group[0]?.sector ?? 0, group.at(-1)?.sector ?? 0];
  return (last - first) * sectorSize + grainBytes + sectorSize;
}
