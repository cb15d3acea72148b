import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from './extent-list.ts';

/** What lies below a layer: a range of the disk as the parents have it, complete and in order. */
type Below = (range: ByteRange) => AsyncIterable<readonly Extent[]>;

/**
 * Lays the runs of a layer over those of its parents: a hole shows what is below it, everything else hides it. What is
 * below is asked once for each batch, from its first hole to its last, so that a fragmented layer costs no call per hole.
 */
export async function* overlay(
  upper: AsyncIterable<readonly Extent[]>,
  below: Below,
): AsyncGenerator<readonly Extent[]> {
  const list = new ExtentList();
  for await (const batch of upper) {
    let next = 0;
    const span = spanOfHoles(batch);
    if (span) {
      for await (const lower of below(span)) {
        next = fillHoles(list, batch, next, lower);
        if (list.isFull) yield list.take();
      }
    }
    for (const extent of batch.slice(next)) add(list, extent);
    if (list.isFull) yield list.take();
  }
  yield list.finish();
}

/** From the first hole to the end of the last one. */
function spanOfHoles(batch: readonly Extent[]): ByteRange | undefined {
  const first = batch.find(isHole);
  const last = batch.findLast(isHole);
  return first && last && { start: first.start, length: endOf(last) - first.start };
}

/** Adds runs from number `next` on, as far as the runs below reach. Returns the number of the first one not done. */
function fillHoles(list: ExtentList, batch: readonly Extent[], next: number, lower: readonly Extent[]): number {
  let index = next;
  for (const under of lower) {
    for (let extent = batch[index]; extent; extent = batch[index]) {
      if (isHole(extent)) {
        const start = Math.max(extent.start, under.start);
        const end = Math.min(endOf(extent), endOf(under));
        if (end > start) add(list, partOf(under, start, end));
        // The rest of the hole is a matter of the runs that follow below.
        if (endOf(extent) > endOf(under)) break;
      } else {
        add(list, extent);
      }
      index += 1;
    }
  }
  return index;
}

function isHole({ kind }: Extent): boolean {
  return kind === 'hole';
}

function partOf({ kind, start: wholeStart, stored }: Extent, start: number, end: number): Extent {
  const length = end - start;
  if (!stored) return { kind, start, length };
  return { kind, start, length, stored: { file: stored.file, start: stored.start + start - wholeStart, length } };
}

function add(list: ExtentList, { kind, start, length, stored }: Extent): void {
  if (stored) list.stored(start, length, stored.file, stored.start);
  else list.run(kind, start, length);
}
