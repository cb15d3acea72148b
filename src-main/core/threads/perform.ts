import { deflateSync, inflateSync } from 'node:zlib';
import { KiB } from '#shared/model/bytes.ts';
import { giveBack } from './give-back.ts';
import type { DeflateTask, Inflated, InflateTask, ResultOf, Task } from './tasks.ts';

/** Does a task, in whatever thread. */
export function perform<T extends Task>(task: T): ResultOf<T>;
export function perform(task: Task): ResultOf<Task> {
  return task.kind === 'deflate' ? deflate(task) : inflate(task);
}

// Measured fastest for pieces of 64 KiB: the result comes in one piece, and the hash table is large.
const deflateSettings = { memLevel: 9, chunkSize: 128 * KiB } as const;

/** Content of which this much does not get smaller anywhere is not looked at further: it is encrypted, or compressed already. */
const samples = { count: 8, length: 1 * KiB } as const;

function deflate({ bytes, level }: DeflateTask): Uint8Array<ArrayBuffer> {
  const compressed = deflateSync(bytes, { ...deflateSettings, level: looksIncompressible(bytes) ? 0 : level });
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
  const compressed = deflateSync(sample, { ...deflateSettings, level: 1 });
  const { length: compressedLength } = compressed;
  giveBackChunk(compressed);
  return compressedLength >= sample.length;
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
