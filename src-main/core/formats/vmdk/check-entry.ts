import type { Bytes } from '#shared/model/bytes.ts';
import type { SectorRanges } from './check-ranges.ts';
import { absent, marker, sectorSize, zeroedGrain } from './layout.ts';

/** What an entry of a grain table says, judged by itself. */
export type EntryState = 'absent' | 'zeroed' | 'data' | 'zeroed-without-flag' | 'metadata' | 'cut' | 'outside';

/** What entries are judged against. */
export interface EntryRules {
  readonly fileSize: Bytes;
  readonly grainSectors: number;
  /** How much of the disk the extent holds; its last grain may be cut off there. */
  readonly length: Bytes;
  readonly compressed: boolean;
  readonly zeroedAllowed: boolean;
  readonly metadata: SectorRanges;
}

/** Judges an entry for a grain of the extent. */
export function stateOf(entry: number, grain: number, rules: EntryRules): EntryState {
  if (entry === absent) return 'absent';
  if (entry === zeroedGrain) return rules.zeroedAllowed ? 'zeroed' : 'zeroed-without-flag';
  const start = entry * sectorSize;
  if (start >= rules.fileSize) return 'outside';
  if (rules.metadata.touches(entry, rules.compressed ? 1 : rules.grainSectors)) return 'metadata';
  return start + neededBytes(grain, rules) > rules.fileSize ? 'cut' : 'data';
}

/** What of a grain must be in the file: the part that lies on the disk, or a marker. */
export function neededBytes(grain: number, { grainSectors, length, compressed }: EntryRules): Bytes {
  if (compressed) return marker.size;
  const grainBytes = grainSectors * sectorSize;
  return Math.max(1, Math.min(grainBytes, length - grain * grainBytes));
}

/** True for an entry that a reader can follow. */
export function isSound(state: EntryState): boolean {
  return state === 'absent' || state === 'zeroed' || state === 'data';
}

/** What two copies of an entry that differ, or that are both wrong, amount to. */
export type PairVerdict = 'second-stale' | 'first-spoiled' | 'first-missing' | 'differ' | 'both-wrong';

/**
 * Judges two copies that differ. What the first one says counts, for that is what programs read; it is doubted only where it
 * cannot be, or knows less than the second one.
 * @param secondIsFree whether no other entry uses the grain that the second copy names
 */
export function judgePair(first: EntryState, second: EntryState, secondIsFree: boolean): PairVerdict {
  if (!isSound(first)) return second === 'data' && secondIsFree ? 'first-spoiled' : 'both-wrong';
  if (!isSound(second)) return 'second-stale';
  // The grain of another entry: what a repair leaves behind that gave this one a new place and was interrupted.
  if (second === 'data' && !secondIsFree) return 'second-stale';
  if (first === 'absent') return second === 'data' ? 'first-missing' : 'differ';
  return second === 'absent' ? 'second-stale' : 'differ';
}
