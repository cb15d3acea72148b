import { endOf, KiB, roundDown, roundUp, type ByteRange, type Bytes } from '#shared/model/bytes.ts';
import { SharedBuffers } from '../threads/shared-bytes.ts';
import { allOf } from '../io/all-of.ts';
import { InFlight } from '../io/in-flight.ts';
import type { Disk } from './disk.ts';
import { windowSize, windowsOf, type Window } from './windows.ts';
import type { Run } from './zeros.ts';

/** A window with its content. The bytes belong to the consumer until it calls `release`; then they are used again. */
export interface LoadedWindow {
  readonly start: Bytes;
  readonly bytes: Uint8Array;
  /** Where in the bytes the disk stores data, rounded to the unit: what lies between these parts is zero, and needs no look. */
  readonly parts: readonly Run[];
  readonly release: () => void;
}

export interface ReadAheadOptions {
  /** Bounds of windows are multiples of this. */
  readonly unit: Bytes;
  /** Where windows end at the latest; beyond the disk's own size they hold zeros. */
  readonly limit: Bytes;
  /** Only the data that lies here; all of it when absent. */
  readonly range?: ByteRange;
  /** Windows read or being read before the consumer asks for them; as many as a fast consumer needs when absent. */
  readonly ahead?: number;
  readonly signal: AbortSignal;
}

/** For consumers that are about as fast as disks. */
const windowsAhead = 4;

/** All data of a disk in order, several windows in flight, in buffers that are used again and again. */
export async function* readAhead(disk: Disk, options: ReadAheadOptions): AsyncGenerator<LoadedWindow> {
  const { signal, ahead = windowsAhead } = options;
  const loads = new InFlight<LoadedWindow>(ahead);
  try {
    for await (const window of windowsOf(disk.extents(options.range, signal), options)) {
      signal.throwIfAborted();
      const next = loads.isFull ? loads.next() : undefined;
      if (next) yield await next;
      loads.add(load(disk, window, buffers.take(windowSize), options));
    }
    for (let next = loads.next(); next; next = loads.next()) yield await next;
  } finally {
    await loads.settle();
  }
}

/** Buffers of one window each, which threads can see. What one pass has given back is the next one's. */
const buffers = new SharedBuffers();

async function load(
  disk: Disk,
  window: Window,
  buffer: Uint8Array,
  { unit, signal }: ReadAheadOptions,
): Promise<LoadedWindow> {
  const bytes = buffer.subarray(0, window.length);
  const release = () => {
    buffers.giveBack(buffer);
  };
  let filled = 0;
  const reads = window.pieces.map((piece) => {
    const start = piece.start - window.start;
    bytes.fill(0, filled, start);
    filled = start + piece.length;
    return disk.readExtent(piece, bytes.subarray(start, filled), signal);
  });
  bytes.fill(0, filled);
  await allOf(reads);
  return { start: window.start, bytes, parts: partsOf(window, unit), release };
}

/** The pieces of a window, rounded to the unit and merged, as offsets into it. */
function partsOf({ start: windowStart, length, pieces }: Window, unit: Bytes): readonly Run[] {
  const parts: { start: number; end: number }[] = [];
  for (const piece of pieces) {
    const start = roundDown(piece.start - windowStart, unit);
    const end = Math.min(roundUp(endOf(piece) - windowStart, unit), length);
    const last = parts.at(-1);
    if (last && start <= last.end) last.end = Math.max(last.end, end);
    else parts.push({ start, end });
  }
  return parts;
}

/** What a window counts for in the progress of a pass: the bytes in which anything is stored, not the room between them. */
export function storedIn({ parts }: Pick<LoadedWindow, 'parts'>): Bytes {
  return parts.reduce((sum, { start, end }) => sum + end - start, 0);
}

/** Sinks allocate in units of at most this, so that a plan in such units never falls short. */
const countedUnit: Bytes = 64 * KiB;

/** The bytes of all 64 KiB units of a disk in which anything is stored as data: what a copy has to look at. */
export async function countData(disk: Disk, signal: AbortSignal): Promise<Bytes> {
  let bytes = 0;
  let counted = 0;
  for await (const batch of disk.extents(undefined, signal)) {
    signal.throwIfAborted();
    for (const extent of batch) {
      if (extent.kind !== 'data') continue;
      const start = Math.max(roundDown(extent.start, countedUnit), counted);
      counted = Math.min(roundUp(endOf(extent), countedUnit), disk.virtualSize);
      bytes += Math.max(0, counted - start);
    }
  }
  return bytes;
}
