import { open } from 'node:fs/promises';
import { GiB, KiB, MiB, type Bytes } from '#shared/model/bytes.ts';

/** A run of content in a sample disk: what the n-th 512-byte sector holds follows from n, so that misplaced data is seen. */
export interface SampleRun {
  readonly start: Bytes;
  readonly length: Bytes;
}

/** Content at the places where drivers go wrong: first and last bytes, block and table borders, odd lengths, gaps between. */
function awkwardRuns(size: Bytes): readonly SampleRun[] {
  const wanted: SampleRun[] = [
    { start: 0, length: 3 * KiB },
    { start: 64 * KiB - 512, length: 1 * KiB },
    { start: 1 * MiB - 512, length: 512 },
    { start: 2 * MiB - 1 * KiB, length: 130 * KiB },
    { start: 5 * MiB, length: 3 * MiB + 512 },
    { start: 32 * MiB - 64 * KiB, length: 128 * KiB },
    { start: 40 * MiB + 512, length: 700 * KiB },
    { start: 2 * GiB - 1 * MiB, length: 2 * MiB },
    { start: size - 512, length: 512 },
  ];
  return wanted.filter(({ start, length }) => start >= 0 && start + length <= size);
}

/** Writes a sparse raw disk of `size` bytes with those runs. */
export async function makeSampleDisk(file: string, size: Bytes, runs = awkwardRuns(size)): Promise<void> {
  const handle = await open(file, 'w');
  try {
    await handle.truncate(size);
    for (const { start, length } of runs) {
      const content = Buffer.alloc(length);
      for (let at = 0; at < length; at += 512) fillSector(content.subarray(at, at + 512), (start + at) / 512);
      await handle.write(content, 0, length, start);
    }
  } finally {
    await handle.close();
  }
}

/** Half a sector of a linear-congruential sequence seeded by its number, half of text: partly compressible, never zero. */
function fillSector(sector: Buffer, number: number): void {
  let state = Math.floor(number) + 1;
  const half = sector.length / 2;
  for (let i = 0; i < half; i += 1) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fff_ffff;
    sector[i] = state >> 16;
  }
  sector.fill(`sector ${String(number)} `, half);
}
