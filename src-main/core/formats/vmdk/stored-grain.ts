import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import type { Inflated } from '../../threads/tasks.ts';
import { grainDataOffset, marker, sectorSize } from './layout.ts';
import { unmarkedCandidates, unmarkedRoom } from './unmarked-grain.ts';

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
  /** Whether each grain stands behind a marker. */
  readonly hasMarkers: boolean;
}

/** Bytes of a file and where they start. */
export interface FilePart {
  readonly start: Bytes;
  readonly bytes: Uint8Array;
}

// The asynchronous form inflates on the thread pool.
const inflateInPool = promisify(inflate);

/** What may be the compressed bytes of a grain; the first one that inflates is. With markers there is just one. Throws `vmdk.grain-marker`. */
export async function candidatesOf(
  source: CompressedSource,
  grain: StoredGrain,
  part: FilePart,
  signal?: AbortSignal,
): Promise<readonly Uint8Array[]> {
  const { reader, grainBytes, hasMarkers } = source;
  if (hasMarkers) return [await markedBytes(source, grain, part, signal)];
  const start = grain.sector * sectorSize;
  const bytes = new Uint8Array(Math.min(unmarkedRoom(grainBytes), reader.size - start));
  await reader.read(start, bytes, signal);
  return unmarkedCandidates(bytes);
}

/** The bytes that a marker announces: nearly always in what was read already. Throws `vmdk.grain-marker`. */
export async function markedBytes(
  { reader, name, grainBytes }: CompressedSource,
  { index, sector }: StoredGrain,
  { start, bytes }: FilePart,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const refuse = (problem: string): never => {
    throw new DiskError('vmdk.grain-marker', { name, grain: index, problem });
  };
  const offset = sector * sectorSize - start;
  const { value, size } = marker.decode(bytes.subarray(offset));
  const expected = (index * grainBytes) / sectorSize;
  if (value !== expected) refuse(`it belongs to sector ${value}, not ${expected}`);
  // Compression may add a little to what cannot be compressed; QEMU draws the line at twice the size as well.
  if (size === 0 || size > 2 * grainBytes) refuse(`${size} bytes cannot be right`);
  const from = sector * sectorSize + grainDataOffset;
  if (from + size > reader.size) refuse(`${size} bytes do not fit into the file`);
  const inPart = bytes.subarray(offset + grainDataOffset, offset + grainDataOffset + size);
  if (inPart.length === size) return inPart;
  const all = new Uint8Array(size);
  await reader.read(from, all, signal);
  return all;
}

/** What a grain inflates to, as long as `requireWhole` takes it. Throws `vmdk.grain-corrupt`. */
export async function inflatedGrain(
  source: CompressedSource,
  grain: StoredGrain,
  candidates: readonly Uint8Array[],
): Promise<Uint8Array> {
  const most = source.grainBytes + 1;
  let problem: unknown = new Error('it is no zlib stream');
  for (const compressed of candidates) {
    let content: Uint8Array;
    try {
      content = await inflateInPool(compressed, { maxOutputLength: most, chunkSize: Math.max(most, 1024) });
    } catch (thrown) {
      problem = thrown;
      continue;
    }
    requireWhole(source, grain, content.length);
    return content;
  }
  refuseContent(source, grain, problem instanceof Error ? problem.message : 'unknown');
}

/**
 * How much came out of a grain: all of it or, of one that the disk cuts off, less. QEMU and open-vmdk store of that one only what
 * lies on the disk; whatever is missing even there is zero. Throws `vmdk.grain-corrupt` for a problem and for any other size.
 */
export function requireWhole(source: CompressedSource, grain: StoredGrain, inflated: Inflated): Bytes {
  const { grainBytes, length } = source;
  const cutOff = (grain.index + 1) * grainBytes > length;
  if (typeof inflated === 'string') refuseContent(source, grain, inflated);
  if (inflated === grainBytes || (inflated < grainBytes && cutOff)) return inflated;
  refuseContent(source, grain, `${inflated} bytes came out instead of ${grainBytes}`);
}

function refuseContent({ name }: CompressedSource, { index }: StoredGrain, problem: string): never {
  throw new DiskError('vmdk.grain-corrupt', { name, grain: index, problem });
}
