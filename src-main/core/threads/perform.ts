import { deflateSync, inflateSync } from 'node:zlib';
import { KiB } from '#shared/model/bytes.ts';
import type { Effort } from '../deflate/match-finder.ts';
import { efforts, mostContent, storedStream, zlibStream } from '../deflate/zlib-stream.ts';
import { giveBack } from './give-back.ts';
import type { DeflateTask, Inflated, InflateTask, ResultOf, Task } from './tasks.ts';

/** Does a task, in whatever thread. */
export function perform<T extends Task>(task: T): ResultOf<T>;
export function perform(task: Task): ResultOf<Task> {
  return task.kind === 'deflate' ? deflate(task) : inflate(task);
}

// Measured fastest for pieces of 64 KiB: the result comes in one piece, and the hash table is large.
const zlibSettings = { memLevel: 9, chunkSize: 128 * KiB } as const;

/** Content of which this much does not get smaller anywhere is not looked at further: it is encrypted, or compressed already. */
const samples = { count: 8, length: 1 * KiB } as const;

/** Fast levels are zlib's, in machine code; for small results our own deflate finds more (docs/adr/0035). */
function deflate({ bytes, level }: DeflateTask): Uint8Array<ArrayBuffer> {
  if (bytes.length > mostContent) return deflateByZlib(bytes, level);
  if (looksIncompressible(bytes)) return new Uint8Array(storedStream(bytes));
  const effort = ownEffort(level);
  return effort ? new Uint8Array(zlibStream(bytes, effort)) : deflateByZlib(bytes, level);
}

function ownEffort(level: number): Effort | undefined {
  return level === 6 || level === 7 || level === 8 || level === 9 ? efforts[level] : undefined;
}

function deflateByZlib(bytes: Uint8Array, level: number): Uint8Array<ArrayBuffer> {
  const compressed = deflateSync(bytes, { ...zlibSettings, level });
  const exact = new Uint8Array(compressed);
  giveBackChunk(compressed);
  return exact;
}

/** Deflate spends the most time on what it cannot make smaller; a few samples of the whole tell that beforehand. */
function looksIncompressible(bytes: Uint8Array): boolean {
  const { count, length } = samples;
  if (bytes.length < 2 * count * length) return false;
  const sample = new Uint8Array(count * length);
  const distance = Math.floor((bytes.length - length) / (count - 1));
  for (let i = 0; i < count; i += 1) sample.set(bytes.subarray(i * distance, i * distance + length), i * length);
  if (!isEven(sample)) return false;
  const compressed = deflateSync(sample, { ...zlibSettings, level: 1 });
  const { length: compressedLength } = compressed;
  giveBackChunk(compressed);
  return compressedLength >= sample.length;
}

/**
 * Whether all values of a byte are about as frequent, as they are in random bytes: a quick look that spares most compressible content the
 * trial. The squares of random frequencies sum up to `mean` on average, and stay within a few hundredths of it.
 */
function isEven(sample: Uint8Array): boolean {
  const frequencies = new Uint32Array(256);
  for (const byte of sample) frequencies[byte] = (frequencies[byte] ?? 0) + 1;
  let squares = 0;
  for (const frequency of frequencies) squares += frequency * frequency;
  const mean = sample.length + sample.length ** 2 / 256;
  return squares < 1.1 * mean;
}

function inflate({ bytes, parts, target, most }: InflateTask): readonly Inflated[] {
  return parts.map(({ from, length, into }) => {
    try {
      const content = inflateSync(bytes.subarray(from, from + length), {
        maxOutputLength: most,
        chunkSize: Math.max(most, 1 * KiB),
      });
      const { length: inflated } = content;
      target.set(content.subarray(0, Math.max(0, target.length - into)), into);
      giveBackChunk(content);
      return inflated;
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown);
    }
  });
}

/** What came out of zlib lies in a buffer of its own, unless that is small: then Node may have put several into one. */
function giveBackChunk(bytes: Uint8Array): void {
  if (bytes.buffer.byteLength > Buffer.poolSize) giveBack(bytes);
}
