import { open } from 'node:fs/promises';
import { MiB, type Bytes } from '#shared/model/bytes.ts';

/** What the disks of the benchmark hold, always the same for the same size. */
export const diskKinds = ['mixed', 'full', 'empty', 'fragmented'] as const;
export type DiskKind = (typeof diskKinds)[number];

/** `mixed`: 40 % holes, 30 % data that compresses to a third, 30 % that does not compress, in runs of some MiB. */
const tenths: Readonly<Record<Exclude<DiskKind, 'fragmented'>, { readonly hole: number; readonly text: number }>> = {
  mixed: { hole: 4, text: 3 },
  full: { hole: 0, text: 5 },
  empty: { hole: 9.9, text: 0.05 },
};

/** Runs of one nature have this length. */
const runLength: Bytes = 4 * MiB;

/** Writes a raw disk with holes where it holds nothing. A fragmented one is made inside its image instead: see images.ts. */
export async function makeDisk(kind: Exclude<DiskKind, 'fragmented'>, file: string, size: Bytes): Promise<void> {
  const { hole, text } = tenths[kind];
  const random = generator(20_260_101);
  const handle = await open(file, 'w');
  try {
    await handle.truncate(size);
    for (let start = 0; start < size; start += runLength) {
      const lot = random() * 10;
      if (lot < hole) continue;
      const content = lot < hole + text ? compressible(random) : incompressible(random);
      await handle.write(content.subarray(0, Math.min(runLength, size - start)), 0, undefined, start);
    }
  } finally {
    await handle.close();
  }
}

/** Numbers from 0 up to 1 (xorshift32), the same for the same seed. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Bytes of a run that no compression makes smaller. */
function incompressible(random: () => number): Uint8Array {
  const words = new Uint32Array(runLength / 4);
  for (let i = 0; i < words.length; i += 1) words[i] = random() * 2 ** 32;
  return new Uint8Array(words.buffer);
}

/** Bytes of a run that deflate makes about a third of, as it does of programs and documents: words of a small vocabulary. */
function compressible(random: () => number): Uint8Array {
  const vocabulary = Array.from({ length: 256 }, () => {
    const length = 2 + Math.floor(random() * 9);
    return Uint8Array.from({ length }, () => Math.floor(random() * 256));
  });
  const content = new Uint8Array(runLength);
  for (let at = 0; at < runLength;) {
    const word = vocabulary[Math.floor(random() ** 2 * vocabulary.length)] ?? new Uint8Array(1);
    content.set(word.subarray(0, runLength - at), at);
    at += word.length;
  }
  return content;
}
