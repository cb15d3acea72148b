import { clip, endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Writer } from './reader.ts';
import { zeros } from './zero-bytes.ts';

/** Makes a range read as zeros, as far as the file reaches, and gives its space back where the system can. */
export async function clearRange(file: Writer, range: ByteRange, signal?: AbortSignal): Promise<void> {
  const inFile = clip(range, file.size);
  if (inFile.length === 0) return;
  if (file.punchHole) await file.punchHole(inFile);
  else await writeZeros(file, inFile, signal);
}

/** Writes zeros over a range, as far as the file reaches. Space that is taken stays taken, and holes stay holes. */
export async function writeZeros(file: Writer, range: ByteRange, signal?: AbortSignal): Promise<void> {
  const { start, length } = clip(range, file.size);
  const end = start + length;
  for (let at = start; at < end;) {
    const run = file.nextData ? file.nextData(at) : { start: at, length: end - at };
    if (!run || run.start >= end) return;
    const runEnd = Math.min(endOf(run), end);
    for (let next: Bytes = run.start; next < runEnd; next += zeros.length) {
      await file.write(next, zeros.subarray(0, runEnd - next), signal);
    }
    at = runEnd;
  }
}
