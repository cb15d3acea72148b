import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { DiskError } from '#shared/errors.ts';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { grainDataOffset, marker, sectorSize } from './layout.ts';

/** A grain that is stored: its number in the extent, and the sector of its marker. */
export interface StoredGrain {
  readonly index: number;
  readonly sector: number;
}

export interface CompressedSource {
  readonly reader: Reader;
  /** The file, for messages. */
  readonly name: string;
  readonly grainBytes: Bytes;
  /** The length of the extent; its last grain may be cut off there. */
  readonly length: Bytes;
}

/** Grains read and inflated together. Bounds the memory of one call whatever the file says. */
const group = { compressedBytes: 1 * MiB, inflatedBytes: 4 * MiB } as const;

// The asynchronous form inflates on the thread pool.
const inflateInPool = promisify(inflate);

/** The compressed grains of an extent, each behind a marker that tells its size and its place on the disk. */
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
    for (const neighbours of neighboursAmong(grains, this.#source.grainBytes)) {
      const content = await this.#readGroup(neighbours, signal);
      const parts = neighbours.map(async (grain) => {
        const offset = grain.index * this.#source.grainBytes - at;
        const inflated = await this.#inflate(grain, await this.#compressed(grain, content, signal));
        const from = Math.max(0, -offset);
        const to = Math.min(inflated.length, target.length - offset);
        target.set(inflated.subarray(from, to), offset + from);
      });
      await Promise.allSettled(parts); // the target is the caller's again only when nobody writes to it any more
      await Promise.all(parts);
    }
  }

  /** Reads a group with what its last grain is likely to take. */
  async #readGroup(grains: readonly StoredGrain[], signal?: AbortSignal): Promise<FilePart> {
    const { reader, grainBytes } = this.#source;
    const start = (grains[0]?.sector ?? 0) * sectorSize;
    const end = Math.min((grains.at(-1)?.sector ?? 0) * sectorSize + grainBytes + sectorSize, reader.size);
    const bytes = new Uint8Array(end - start);
    await reader.read(start, bytes, signal);
    return { start, bytes };
  }

  /** The compressed bytes of a grain: nearly always in what was read already. */
  async #compressed(grain: StoredGrain, { start, bytes }: FilePart, signal?: AbortSignal): Promise<Uint8Array> {
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

  async #inflate(grain: StoredGrain, compressed: Uint8Array): Promise<Uint8Array> {
    const { name, grainBytes, length } = this.#source;
    const most = grainBytes + 1;
    let content: Uint8Array;
    try {
      content = await inflateInPool(compressed, { maxOutputLength: most, chunkSize: Math.max(most, 1024) });
    } catch (thrown) {
      const problem = thrown instanceof Error ? thrown.message : 'unknown';
      throw new DiskError('vmdk.grain-corrupt', { name, grain: grain.index, problem }, { cause: thrown });
    }
    const cutOff = (grain.index + 1) * grainBytes > length;
    if (content.length === grainBytes) return content;
    if (content.length > grainBytes || !cutOff) {
      const problem = `${content.length} bytes came out instead of ${grainBytes}`;
      throw new DiskError('vmdk.grain-corrupt', { name, grain: grain.index, problem });
    }
    // QEMU and open-vmdk store only what lies on the disk; whatever is missing even there is zero.
    const whole = new Uint8Array(grainBytes);
    whole.set(content);
    return whole;
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
