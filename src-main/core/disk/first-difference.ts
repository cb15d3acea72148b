import { endOf, KiB, type Bytes } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { Disk } from './disk.ts';
import type { Watch } from './format.ts';
import { windowSize, windowsOf } from './windows.ts';

/** The offset of the first byte in which two disks differ; undefined when none does. A shorter disk is zero beyond its end. */
export async function firstDifference(first: Disk, second: Disk, watch: Watch): Promise<Bytes | undefined> {
  const { signal, report } = watch;
  const total = Math.max(first.virtualSize, second.virtualSize);
  const a = new Uint8Array(windowSize);
  const b = new Uint8Array(windowSize);
  report({ phase: 'compare', done: 0, total, unit: 'bytes' });
  for await (const window of windowsOf(dataOfEither(first, second, signal), { unit: 64 * KiB, limit: total })) {
    signal.throwIfAborted();
    const ofFirst = a.subarray(0, window.length);
    const ofSecond = b.subarray(0, window.length);
    await Promise.all([
      readOrZero(first, window.start, ofFirst, signal),
      readOrZero(second, window.start, ofSecond, signal),
    ]);
    if (Buffer.compare(ofFirst, ofSecond) !== 0) return window.start + mismatch(ofFirst, ofSecond);
    report({ phase: 'compare', done: endOf(window), total, unit: 'bytes' });
  }
  return undefined;
}

/** The runs in which at least one of the disks stores data; everywhere else both are zero. */
async function* dataOfEither(first: Disk, second: Disk, signal: AbortSignal): AsyncGenerator<readonly Extent[]> {
  const streams = [dataRuns(first, signal), dataRuns(second, signal)] as const;
  try {
    const [ofFirst, ofSecond] = streams;
    let a = await ofFirst.next();
    let b = await ofSecond.next();
    let covered = 0;
    while (!a.done || !b.done) {
      const takeFirst = !a.done && (b.done === true || a.value.start <= b.value.start);
      const extent = takeFirst ? a.value : b.value;
      if (extent) {
        const start = Math.max(extent.start, covered);
        const end = endOf(extent);
        if (end > start) yield [{ kind: 'data', start, length: end - start }];
        covered = Math.max(covered, end);
      }
      if (takeFirst) a = await ofFirst.next();
      else b = await ofSecond.next();
    }
  } finally {
    await Promise.all(streams.map((stream) => stream.return(undefined)));
  }
}

async function* dataRuns(disk: Disk, signal: AbortSignal): AsyncGenerator<Extent, undefined> {
  for await (const batch of disk.extents(undefined, signal)) {
    for (const extent of batch) if (extent.kind === 'data') yield extent;
  }
  return undefined;
}

async function readOrZero(disk: Disk, at: Bytes, target: Uint8Array, signal: AbortSignal): Promise<void> {
  const available = Math.max(0, Math.min(target.length, disk.virtualSize - at));
  target.fill(0, available);
  if (available > 0) await disk.read(at, target.subarray(0, available), signal);
}

function mismatch(a: Uint8Array, b: Uint8Array): number {
  let at = 0;
  while (a[at] === b[at]) at += 1;
  return at;
}
