import { DiskError } from '#shared/errors.ts';
import { clip, endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { Reader } from '../io/reader.ts';
import { splitAtHoles } from './host-holes.ts';
import type { Layer } from './format.ts';

/**
 * A virtual disk as its guest sees it: any byte can be read, and everything that no file stores is zero. Zero-filling,
 * bounds, straddling reads and holes of the host's file system are dealt with here, once for all formats.
 */
export class Disk {
  readonly layer: Layer;
  readonly virtualSize: Bytes;
  /** The files that `stored.file` of an extent indexes. */
  readonly files: readonly Reader[];

  constructor(layer: Layer) {
    this.layer = layer;
    this.virtualSize = layer.virtualSize;
    this.files = layer.files.map((file) => file.content);
  }

  /** The runs of the disk, or of a range of it: complete, in order, merged, in batches. */
  extents(range?: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]> {
    const wanted = clip(range ?? { start: 0, length: this.virtualSize }, this.virtualSize);
    return splitAtHoles(this.layer.extents(wanted, signal), this.files);
  }

  /** Fills the whole target from `at`. Throws `disk.outside` when that reaches beyond the disk. */
  async read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const range = { start: at, length: target.length };
    if (at < 0 || endOf(range) > this.virtualSize) {
      throw new DiskError('disk.outside', { start: at, end: endOf(range), size: this.virtualSize });
    }
    const reads: Promise<void>[] = [];
    try {
      for await (const batch of this.extents(range, signal)) {
        for (const extent of batch) {
          const part = target.subarray(extent.start - at, endOf(extent) - at);
          if (extent.kind === 'data') reads.push(this.readExtent(extent, part, signal));
          else part.fill(0);
        }
      }
    } finally {
      // Nobody may hold the target's memory or a file when this returns, whatever went wrong.
      await Promise.allSettled(reads);
    }
    await Promise.all(reads);
  }

  /** Reads one whole `data` extent, or its first bytes, from where it lies. */
  readExtent(extent: Extent, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const { stored } = extent;
    const file = stored && this.files[stored.file];
    return file ? file.read(stored.start, target, signal) : this.layer.readStored(extent.start, target, signal);
  }
}
