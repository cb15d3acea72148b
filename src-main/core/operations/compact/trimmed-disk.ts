import { clip, endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { Disk } from '../../disk/disk.ts';
import type { GuestSpace } from './guest-space.ts';

/** A disk without what its guest does not use: that reads as zeros, and is no data. */
export class TrimmedDisk extends Disk {
  readonly #guest: GuestSpace;

  constructor({ layer, parent }: Disk, guest: GuestSpace) {
    super(layer, parent);
    this.#guest = guest;
  }

  override async *extents(range?: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly Extent[]> {
    const wanted = clip(range ?? { start: 0, length: this.virtualSize }, this.virtualSize);
    await using used = this.#guest.cursor(signal);
    for await (const batch of super.extents(wanted, signal)) {
      const trimmed: Extent[] = [];
      for (const extent of batch) {
        if (extent.kind === 'data') trimmed.push(...partsOf(extent, await used.outside(extent)));
        else trimmed.push(extent);
      }
      yield trimmed;
    }
  }
}

/** The used parts of an extent as data, and what is between them as zero. */
function* partsOf(extent: Extent, used: readonly ByteRange[]): Generator<Extent> {
  let at = extent.start;
  for (const { start, length } of used) {
    if (start > at) yield { kind: 'zero', start: at, length: start - at };
    const { stored } = extent;
    const place = stored && { file: stored.file, start: stored.start + start - extent.start, length };
    yield { kind: 'data', start, length, ...(place ? { stored: place } : {}) };
    at = start + length;
  }
  if (at < endOf(extent)) yield { kind: 'zero', start: at, length: endOf(extent) - at };
}
