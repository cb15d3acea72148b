import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import { isShared, SharedBuffers, sharedBytes } from '../../threads/shared-bytes.ts';
import type { DeflatedPart } from '../../threads/tasks.ts';
import { threads } from '../../threads/threads.ts';
import { groupLength, groupsOf } from './grain-groups.ts';
import { sectorSize } from './layout.ts';
import {
  candidatesOf,
  inflatedGrain,
  markedBytes,
  requireWhole,
  type CompressedSource,
  type FilePart,
  type StoredGrain,
} from './stored-grain.ts';

/** What became of reading a grain: its compressed and its inflated size, or the damage. */
export type ExaminedGrain = StoredGrain &
  (
    { readonly problem: DiskError } | { readonly problem?: never; readonly compressed: Bytes; readonly inflated: Bytes }
  );

/** What a reader wants: the bytes from `at` of the extent on. */
interface Wanted {
  readonly at: Bytes;
  readonly target: Uint8Array;
}

/** For the compressed bytes of groups: threads see them, and no group needs new ones. */
const buffers = new SharedBuffers();

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
    for (const group of groupsOf(grains, grainBytes)) {
      const buffer = buffers.take(groupLength(group, grainBytes));
      try {
        const content = await this.#readGroup(group, buffer, signal);
        const isDone = hasMarkers && group.length > 1 && (await this.#readBeside(group, content, wanted, signal));
        if (!isDone) await allOf(group.map((grain) => this.#readOne(grain, content, wanted, signal)));
      } finally {
        buffers.giveBack(buffer);
      }
    }
  }

  async #readOne(grain: StoredGrain, content: FilePart, wanted: Wanted, signal?: AbortSignal): Promise<void> {
    const { grainBytes } = this.#source;
    const candidates = await candidatesOf(this.#source, grain, content, signal);
    const inflated = await inflatedGrain(this.#source, grain, candidates);
    const whole = inflated.length === grainBytes ? inflated : new Uint8Array(grainBytes);
    if (whole !== inflated) whole.set(inflated);
    place(whole, grain.index * grainBytes, wanted);
  }

  /**
   * Inflates a group in another thread, straight into the target where that one can be seen there. False when a grain reaches
   * beyond what was read of the group, so that its parts have to be gathered one by one.
   */
  async #readBeside(group: readonly StoredGrain[], content: FilePart, wanted: Wanted, signal?: AbortSignal) {
    const { grainBytes } = this.#source;
    const first = (group[0]?.index ?? 0) * grainBytes;
    const length = ((group.at(-1)?.index ?? 0) + 1) * grainBytes - first;
    const { at, target } = wanted;
    const isWhole = first >= at && first + length <= at + target.length && isShared(target);
    const inflated = isWhole ? target.subarray(first - at, first - at + length) : sharedBytes(length);

    const parts: DeflatedPart[] = [];
    for (const grain of group) {
      const stream = await markedBytes(this.#source, grain, content, signal);
      if (stream.buffer !== content.bytes.buffer) return false;
      const from = stream.byteOffset - content.bytes.byteOffset;
      parts.push({ from, length: stream.length, into: grain.index * grainBytes - first });
    }
    const task = { kind: 'inflate', bytes: content.bytes, parts, target: inflated, most: grainBytes + 1 } as const;
    const outcomes = await threads.run(task);
    for (const [index, grain] of group.entries()) {
      const size = requireWhole(this.#source, grain, outcomes[index] ?? 'nothing came out');
      const start = grain.index * grainBytes - first;
      inflated.fill(0, start + size, start + grainBytes);
      if (!isWhole) place(inflated.subarray(start, start + grainBytes), first + start, wanted);
    }
    return true;
  }

  /** Reads and inflates grains, and tells how that went; in their order, a group at a time. Throws only for reading itself. */
  async *examine(grains: readonly StoredGrain[], signal?: AbortSignal): AsyncGenerator<readonly ExaminedGrain[]> {
    for (const group of groupsOf(grains, this.#source.grainBytes)) {
      const buffer = new Uint8Array(groupLength(group, this.#source.grainBytes));
      const content = await this.#readGroup(group, buffer, signal);
      const outcomes = await Promise.allSettled(group.map((grain) => this.#examine(grain, content, signal)));
      yield outcomes.map((outcome) => {
        if (outcome.status === 'rejected') throw outcome.reason;
        return outcome.value;
      });
    }
  }

  async #examine(grain: StoredGrain, content: FilePart, signal?: AbortSignal): Promise<ExaminedGrain> {
    try {
      const candidates = await candidatesOf(this.#source, grain, content, signal);
      const { length } = await inflatedGrain(this.#source, grain, candidates);
      return { ...grain, compressed: candidates[0]?.length ?? 0, inflated: length };
    } catch (thrown) {
      if (thrown instanceof DiskError && thrown.code === 'damaged') return { ...grain, problem: thrown };
      throw thrown;
    }
  }

  /** Reads a group with what its last grain is likely to take. */
  async #readGroup(group: readonly StoredGrain[], buffer: Uint8Array, signal?: AbortSignal): Promise<FilePart> {
    const { reader, hasMarkers } = this.#source;
    if (!hasMarkers) return { start: 0, bytes: new Uint8Array(0) };
    const start = (group[0]?.sector ?? 0) * sectorSize;
    const bytes = buffer.subarray(0, Math.max(0, Math.min(buffer.length, reader.size - start)));
    await reader.read(start, bytes, signal);
    return { start, bytes };
  }
}

/** Puts the content of a grain, which starts at `start` of the extent, where it was wanted, as far as it was. */
function place(content: Uint8Array, start: Bytes, { at, target }: Wanted): void {
  const offset = start - at;
  const from = Math.max(0, -offset);
  const to = Math.min(content.length, target.length - offset);
  target.set(content.subarray(from, to), offset + from);
}
