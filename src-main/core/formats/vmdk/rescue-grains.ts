import { promisify } from 'node:util';
import { inflate } from 'node:zlib';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { viewOf } from '../../layout/struct.ts';
import { inflatePrefix } from './inflate-prefix.ts';
import { grainDataOffset, marker, sectorSize } from './layout.ts';
import type { CompressedSource, StoredGrain } from './stored-grain.ts';
import { unmarkedCandidates, unmarkedRoom } from './unmarked-grain.ts';

const inflateInPool = promisify(inflate);

/** What became of a grain: its content as far as it could be had, and how much of its beginning is surely right. */
interface RescuedGrain {
  readonly content: Uint8Array;
  readonly proven: Bytes;
}

const nothing: RescuedGrain = { content: new Uint8Array(0), proven: 0 };

/**
 * Fills `target`, which starts at offset `at` of the extent, from damaged compressed grains, and tells in offsets of the extent what
 * of it is not sure. Grain by grain: in a rescue, nobody waits for the last bit of speed.
 */
export async function rescueGrains(
  source: CompressedSource,
  grains: readonly StoredGrain[],
  { at, target }: { readonly at: Bytes; readonly target: Uint8Array },
  { lost, signal }: { readonly lost: (range: ByteRange) => void; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const { grainBytes, length } = source;
  target.fill(0);
  for (const grain of grains) {
    signal?.throwIfAborted();
    const start = grain.index * grainBytes;
    const { content, proven } = await rescueGrain(source, grain, signal);
    const wanted = { start: Math.max(start, at), end: Math.min(start + grainBytes, length, at + target.length) };
    target.set(content.subarray(wanted.start - start, wanted.end - start), wanted.start - at);
    const from = Math.max(wanted.start, start + proven);
    if (from < wanted.end) lost({ start: from, length: wanted.end - from });
  }
}

async function rescueGrain(source: CompressedSource, grain: StoredGrain, signal?: AbortSignal): Promise<RescuedGrain> {
  const { reader, grainBytes, length, hasMarkers } = source;
  const found = hasMarkers ? await markedBytes(source, grain, signal) : await unmarkedBytes(source, grain, signal);
  if (!found) return nothing;
  const { start, candidates, isCut } = found;
  const [bad] = reader.unread?.({ start, length: candidates[0]?.length ?? 0 }) ?? [];
  for (const compressed of bad || isCut ? [] : candidates) {
    const content = await inflated(compressed, grainBytes);
    const cutOff = (grain.index + 1) * grainBytes > length;
    // Programs store of the last grain only what lies on the disk; what is missing even there is zero.
    if (content && (content.length === grainBytes || cutOff)) return { content, proven: grainBytes };
  }
  const [compressed] = candidates;
  if (!compressed) return nothing;
  const content = await inflatePrefix(bad ? compressed.subarray(0, bad.start - start) : compressed, grainBytes);
  // Up to bad sectors or the end of the file the bytes are as they were written. Anywhere else damage may be older than its signs.
  return { content, proven: bad || isCut ? content.length : 0 };
}

interface FoundBytes {
  /** Where the first candidate starts in the file. */
  readonly start: Bytes;
  readonly candidates: readonly Uint8Array[];
  /** Whether the file ends before the grain does. */
  readonly isCut: boolean;
}

/** The bytes behind a marker; undefined where it is not that of the grain. */
async function markedBytes(
  { reader, grainBytes }: CompressedSource,
  { index, sector }: StoredGrain,
  signal?: AbortSignal,
): Promise<FoundBytes | undefined> {
  const head = new Uint8Array(grainDataOffset);
  const place = { start: sector * sectorSize, length: head.length };
  if (endOf(place) > reader.size) return undefined;
  await reader.read(place.start, head, signal);
  if (reader.unread?.(place).length) return undefined;
  // By hand: a damaged marker may hold any number.
  const view = viewOf(head);
  const size = view.getUint32(marker.offsetOf('size'), true);
  const isRight = view.getBigUint64(marker.offsetOf('value'), true) === BigInt((index * grainBytes) / sectorSize);
  if (!isRight || size === 0 || size > 2 * grainBytes) return undefined;
  const start = endOf(place);
  const bytes = new Uint8Array(Math.min(size, reader.size - start));
  await reader.read(start, bytes, signal);
  return { start, candidates: [bytes], isCut: bytes.length < size };
}

async function unmarkedBytes(
  { reader, grainBytes }: CompressedSource,
  { sector }: StoredGrain,
  signal?: AbortSignal,
): Promise<FoundBytes | undefined> {
  const start = sector * sectorSize;
  if (start >= reader.size) return undefined;
  const bytes = new Uint8Array(Math.min(unmarkedRoom(grainBytes), reader.size - start));
  await reader.read(start, bytes, signal);
  const candidates = unmarkedCandidates(bytes);
  // One that has its size in front begins behind it.
  return { start: start + (candidates[0]?.byteOffset ?? 0), candidates, isCut: false };
}

async function inflated(compressed: Uint8Array, grainBytes: Bytes): Promise<Uint8Array | undefined> {
  try {
    return await inflateInPool(compressed, { maxOutputLength: grainBytes, chunkSize: Math.max(grainBytes, 1024) });
  } catch {
    return undefined;
  }
}
