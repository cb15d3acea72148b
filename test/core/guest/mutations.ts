import { DiskError } from '#shared/errors.ts';
import type { ByteRange } from '#shared/model/bytes.ts';
import type { GuestDisk } from '#main/core/guest/guest.ts';
import { inspectGuest } from '#main/core/guest/inspect.ts';
import { allFreeRuns, requireHonestRuns } from './tools.ts';

/** Numbers from a seed, so that a failure can be had again: mulberry32. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let value = Math.imul(state ^ (state >>> 15), 1 | state);
    value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
    return ((value ^ (value >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Numbers that limits are made for. */
const extremes = [0, 1, 0x7f, 0x80, 0xff];

export interface Attack {
  readonly seed: number;
  /** Where to change bytes; everywhere that is not zero when absent. */
  readonly within?: readonly ByteRange[] | undefined;
  /** Puts right what would only tell that something was changed, such as a checksum: a hostile image has it right. */
  readonly settle?: ((content: Buffer) => void) | undefined;
}

/**
 * Changes up to four bytes of an image at a time, mostly where it is not zero, which is where the file system has its structures,
 * and looks into it. Throws, naming the seed, when that throws or takes more than a second, or when free runs are not honest.
 * Returns how often the volume was still trusted.
 */
export async function mutate(pristine: Uint8Array, rounds: number, attack: Attack): Promise<number> {
  const { seed, settle = () => undefined, within = [{ start: 0, length: pristine.length }] } = attack;
  const random = randomFrom(seed);
  const content = Buffer.from(pristine);
  const disk: GuestDisk = {
    virtualSize: content.length,
    // The project's own rule of a read: it fills the target, or throws.
    async read(at, target) {
      if (!(at >= 0 && at + target.length <= content.length)) throw new RangeError(`a read at ${String(at)}`);
      target.set(content.subarray(at, at + target.length));
    },
  };
  const structures = within.flatMap((range) => placesOfStructures(pristine, range));
  let trusted = 0;
  for (let round = 0; round < rounds; round += 1) {
    const places = Array.from({ length: 1 + Math.floor(random() * 4) }, () => {
      const near = structures[Math.floor(random() * structures.length)] ?? 0;
      return Math.min(content.length - 1, random() < 0.8 ? near : near + Math.floor(random() * 16));
    });
    for (const at of places) content[at] = newByte(content[at] ?? 0, random);
    settle(content);
    const started = performance.now();
    try {
      for (const partition of (await inspectGuest(disk)).partitions) {
        const runs = await allFreeRuns(disk, partition);
        if (partition.space) requireHonestRuns(runs, partition);
        else if (runs.length > 0) throw new Error('free runs of a volume that is not trusted');
        trusted += partition.space ? 1 : 0;
      }
    } catch (thrown) {
      if (!(thrown instanceof DiskError)) {
        throw new Error(`seed ${String(seed)}, round ${String(round)}, bytes ${places.join(', ')}`, { cause: thrown });
      }
    }
    const took = performance.now() - started;
    if (took > 1000) throw new Error(`seed ${String(seed)}, round ${String(round)} took ${String(took)} ms`);
    for (const at of places) content[at] = pristine[at] ?? 0;
    settle(content);
  }
  return trusted;
}

/** Where a range is not zero; of what is all ones, as an empty log, only a little. */
function placesOfStructures(content: Uint8Array, { start, length }: ByteRange): number[] {
  const places: number[] = [];
  content.subarray(start, start + length).forEach((byte, i) => {
    if (byte !== 0 && (byte !== 0xff || i % 64 === 0)) places.push(start + i);
  });
  return places;
}

function newByte(old: number, random: () => number): number {
  if (random() < 0.4) return old ^ (1 << Math.floor(random() * 8));
  if (random() < 0.5) return extremes[Math.floor(random() * extremes.length)] ?? 0;
  return Math.floor(random() * 256);
}
