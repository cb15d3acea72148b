import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { DiskError } from '#shared/errors.ts';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import type { Reader } from '../../io/reader.ts';
import { isShared, SharedBuffers, sharedBytes } from '../../threads/shared-bytes.ts';
import type { DeflatedPart, Inflated } from '../../threads/tasks.ts';
import { threads } from '../../threads/threads.ts';
import { grainDataOffset, marker, sectorSize } from './layout.ts';
import { unmarkedCandidates, unmarkedRoom } from './unmarked-grain.ts';

/** A grain that is stored: its number in the extent, and the sector of its marker. */
export interface StoredGrain {
  readonly index: number;
  readonly sector: number;
}

/** What became of reading a grain: its compressed and its inflated size, or the damage. */
export type ExaminedGrain = StoredGrain &
  (
    { readonly problem: DiskError } | { readonly problem?: never; readonly compressed: Bytes; readonly inflated: Bytes }
  );

export interface CompressedSource {
  readonly reader: Reader;
  /** The file, for messages. */
  readonly name: string;
  readonly grainBytes: Bytes;
  /** The length of the extent; its last grain may be cut off there. */
  readonly length: Bytes;
  /** Whether each grain stands behind a marker. */
  readonly hasMarkers: boolean;
}

/** Grains read and inflated together. Bounds the memory of one call whatever the file says. */
const group = { compressedBytes: 512 * KiB, inflatedBytes: 4 * MiB } as const;

/** For the compressed bytes of groups: threads see them, and no group needs new ones. */
const buffers = new SharedBuffers();

// The asynchronous form inflates on the thread pool.
const inflateInPool = promisify(inflate);

/** The compressed grains of an extent, each usually behind a marker that tells its size and its place on the disk. */
export class CompressedGrains {
  readonly #source: CompressedSource;

  constructor(source: CompressedSource) {
    this.#source = source;
  }

  /**
   * Fills `target`, which starts at offset `at` of the extent, from the grains it touches. Neighbours in the file are read
   * at once, and inflated in parallel. Throws `vmdk.grain-marker` or `vmdk.grain-corrupt`.
   */
  async read(grains: readonly StoredGrain[], at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const wanted = { at, target };
    const { grainBytes, hasMarkers } = this.#source;
    for (const neighbours of neighboursAmong(grains, grainBytes)) {
      const buffer = buffers.take(groupLength(neighbours, grainBytes));
      try {
        const content = await this.#readGroup(neighbours, buffer, signal);
        const isDone =
          hasMarkers && neighbours.length > 1 && (await this.#readBeside(neighbours, content, wanted, signal));
        if (!isDone) await allOf(neighbours.map((grain) => this.#readOne(grain, content, wanted, signal)));
      } finally {
        buffers.giveBack(buffer);
      }
    }
  }

  async #readOne(grain: StoredGrain, content: FilePart, wanted: Wanted, signal?: AbortSignal): Promise<void> {
    const inflated = await this.#inflate(grain, await this.#candidates(grain, content, signal));
    place(inflated, grain.index * this.#source.grainBytes, wanted);
  }

  /**
   * Inflates a group in another thread, straight into the target where that one can be seen there. False when a grain reaches
   * beyond what was read of the group, so that its parts have to be gathered one by one.
   */
  async #readBeside(grains: readonly StoredGrain[], content: FilePart, wanted: Wanted, signal?: AbortSignal) {
    const { grainBytes } = this.#source;
    const first = (grains[0]?.index ?? 0) * grainBytes;
    const length = ((grains.at(-1)?.index ?? 0) + 1) * grainBytes - first;
    const { at, target } = wanted;
    const isWhole = first >= at && first + length <= at + target.length && isShared(target);
    const inflated = isWhole ? target.subarray(first - at, first - at + length) : sharedBytes(length);

    const parts: DeflatedPart[] = [];
    for (const grain of grains) {
      const stream = await this.#marked(grain, content, signal);
      if (stream.buffer !== content.bytes.buffer) return false;
      const from = stream.byteOffset - content.bytes.byteOffset;
      parts.push({ from, length: stream.length, into: grain.index * grainBytes - first });
    }
    const task = { kind: 'inflate', bytes: content.bytes, parts, target: inflated, most: grainBytes + 1 } as const;
    const outcomes = await threads.run(task);
    for (const [index, grain] of grains.entries()) {
      const size = this.#requireWhole(grain, outcomes[index] ?? 'nothing came out');
      const start = grain.index * grainBytes - first;
      // QEMU and open-vmdk store only what lies on the disk; whatever is missing even there is zero.
      inflated.fill(0, start + size, start + grainBytes);
      if (!isWhole) place(inflated.subarray(start, start + grainBytes), first + start, wanted);
    }
    return true;
  }

  /** Reads and inflates grains, and tells how that went; in their order, a group at a time. Throws only for reading itself. */
  async *examine(grains: readonly StoredGrain[], signal?: AbortSignal): AsyncGenerator<readonly ExaminedGrain[]> {
    for (const neighbours of neighboursAmong(grains, this.#source.grainBytes)) {
      const buffer = new Uint8Array(groupLength(neighbours, this.#source.grainBytes));
      const content = await this.#readGroup(neighbours, buffer, signal);
      const outcomes = await Promise.allSettled(neighbours.map((grain) => this.#examine(grain, content, signal)));
      yield outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    }
  }

  async #examine(grain: StoredGrain, content: FilePart, signal?: AbortSignal): Promise<ExaminedGrain> {
    try {
      const candidates = await this.#candidates(grain, content, signal);
      const { length } = await this.#checked(grain, candidates);
      return { ...grain, compressed: candidates[0]?.length ?? 0, inflated: length };
    } catch (thrown) {
      if (thrown instanceof DiskError && thrown.code === 'damaged') return { ...grain, problem: thrown };
      throw thrown;
    }
  }

  /** Reads a group with what its last grain is likely to take. */
  async #readGroup(grains: readonly StoredGrain[], buffer: Uint8Array, signal?: AbortSignal): Promise<FilePart> {
    const { reader, hasMarkers } = this.#source;
    if (!hasMarkers) return { start: 0, bytes: new Uint8Array(0) };
    const start = (grains[0]?.sector ?? 0) * sectorSize;
    const bytes = buffer.subarray(0, Math.max(0, Math.min(buffer.length, reader.size - start)));
    await reader.read(start, bytes, signal);
    return { start, bytes };
  }

  /** What may be the compressed bytes of a grain; the first one that inflates is. With markers there is just one. */
  async #candidates(grain: StoredGrain, part: FilePart, signal?: AbortSignal): Promise<readonly Uint8Array[]> {
    const { reader, grainBytes, hasMarkers } = this.#source;
    if (hasMarkers) return [await this.#marked(grain, part, signal)];
    const start = grain.sector * sectorSize;
    const bytes = new Uint8Array(Math.min(unmarkedRoom(grainBytes), reader.size - start));
    await reader.read(start, bytes, signal);
    return unmarkedCandidates(bytes);
  }

  /** The bytes that a marker announces: nearly always in what was read already. */
  async #marked(grain: StoredGrain, { start, bytes }: FilePart, signal?: AbortSignal): Promise<Uint8Array> {
    const { reader, grainBytes } = this.#source;
    const offset = grain.sector * sectorSize - start;
    const { value, size } = marker.decode(bytes.subarray(offset));
    const expected = (grain.index * grainBytes) / sectorSize;
    if (value !== expected) this.#refuseMarker(grain, `it belongs to sector ${value}, not ${expected}`);
    // Compression may add a little to what cannot be compressed; QEMU draws the line at twice the size as well.
    if (size === 0 || size > 2 * grainBytes) this.#refuseMarker(grain, `${size} bytes cannot be right`);
    const from = grain.sector * sectorSize + grainDataOffset;
    if (from + size > reader.size) this.#refuseMarker(grain, `${size} bytes do not fit into the file`);
    const inPart = bytes.subarray(offset + grainDataOffset, offset + grainDataOffset + size);
    if (inPart.length === size) return inPart;
    const all = new Uint8Array(size);
    await reader.read(from, all, signal);
    return all;
  }

  async #inflate(grain: StoredGrain, candidates: readonly Uint8Array[]): Promise<Uint8Array> {
    const { grainBytes } = this.#source;
    const content = await this.#checked(grain, candidates);
    if (content.length === grainBytes) return content;
    // QEMU and open-vmdk store only what lies on the disk; whatever is missing even there is zero.
    const whole = new Uint8Array(grainBytes);
    whole.set(content);
    return whole;
  }

  /** What a grain inflates to: all of it, or less for a grain that the disk cuts off. */
  async #checked(grain: StoredGrain, candidates: readonly Uint8Array[]): Promise<Uint8Array> {
    const content = await this.#firstInflated(grain, candidates);
    this.#requireWhole(grain, content.length);
    return content;
  }

  /** How much came out of a grain; throws when that is a problem, or neither all of it nor what the disk cuts off. */
  #requireWhole(grain: StoredGrain, inflated: Inflated): Bytes {
    const { grainBytes, length } = this.#source;
    const cutOff = (grain.index + 1) * grainBytes > length;
    if (typeof inflated === 'string') this.#refuseContent(grain, inflated);
    if (inflated === grainBytes || (inflated < grainBytes && cutOff)) return inflated;
    this.#refuseContent(grain, `${inflated} bytes came out instead of ${grainBytes}`);
  }

  async #firstInflated(grain: StoredGrain, candidates: readonly Uint8Array[]): Promise<Uint8Array> {
    const most = this.#source.grainBytes + 1;
    let problem: unknown = new Error('it is no zlib stream');
    for (const compressed of candidates) {
      try {
        return await inflateInPool(compressed, { maxOutputLength: most, chunkSize: Math.max(most, 1024) });
      } catch (thrown) {
        problem = thrown;
      }
    }
    this.#refuseContent(grain, problem instanceof Error ? problem.message : 'unknown');
  }

  #refuseContent({ index }: StoredGrain, problem: string): never {
    throw new DiskError('vmdk.grain-corrupt', { name: this.#source.name, grain: index, problem });
  }

  #refuseMarker(grain: StoredGrain, problem: string): never {
    throw new DiskError('vmdk.grain-marker', { name: this.#source.name, grain: grain.index, problem });
  }
}

/** Bytes of a file and where they start. */
interface FilePart {
  readonly start: Bytes;
  readonly bytes: Uint8Array;
}

/** What a reader wants: the bytes from `at` of the extent on. */
interface Wanted {
  readonly at: Bytes;
  readonly target: Uint8Array;
}

/** Puts the content of a grain, which starts at `start` of the extent, where it was wanted, as far as it was. */
function place(content: Uint8Array, start: Bytes, { at, target }: Wanted): void {
  const offset = start - at;
  const from = Math.max(0, -offset);
  const to = Math.min(content.length, target.length - offset);
  target.set(content.subarray(from, to), offset + from);
}

/** The bytes of the file from the first grain of a group to where its last one is likely to end. */
function groupLength(grains: readonly StoredGrain[], grainBytes: Bytes): Bytes {
  const [first, last] = [grains[0]?.sector ?? 0, grains.at(-1)?.sector ?? 0];
  return (last - first) * sectorSize + grainBytes + sectorSize;
}

/** Splits grains into groups that ascend in the file within bounds, so that one read serves each. */
function* neighboursAmong(grains: readonly StoredGrain[], grainBytes: Bytes): Generator<readonly StoredGrain[]> {
  let current: StoredGrain[] = [];
  for (const grain of grains) {
    const first = current[0] ?? grain;
    const last = current.at(-1);
    const near = (grain.sector - first.sector) * sectorSize <= group.compressedBytes;
    const few = (current.length + 1) * grainBytes <= group.inflatedBytes;
    if (last && !(grain.sector > last.sector && near && few)) {
      yield current;
      current = [];
    }
    current.push(grain);
  }
  if (current.length > 0) yield current;
}
