import { DiskError } from '#shared/errors.ts';
import { clip, endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { Reader } from '../io/reader.ts';
import { splitAtHoles } from './host-holes.ts';
import type { Layer } from './format.ts';
import { overlay } from './overlay.ts';

/**
 * A virtual disk as its guest sees it: any byte can be read, and everything that no file stores is zero. Zero-filling,
 * parents, bounds, straddling reads and holes of the host's file system are dealt with here, once for all formats.
 */
export class Disk {
  readonly layer: Layer;
  readonly virtualSize: Bytes;
  /** The files that `stored.file` of an extent indexes: the layer's own, then the parent's. */
  readonly files: readonly Reader[];
  /** What shows through the holes of the layer. */
  readonly parent: Disk | undefined;
  readonly #lost: ((range: ByteRange) => void) | undefined;

  /**
   * Without a parent, the holes of the layer are zero.
   * @param lost hears, in a rescue, of what was read or looked at here and is lost; of a chain, only the top hears
   */
  constructor(layer: Layer, parent?: Disk, lost?: (range: ByteRange) => void) {
    this.layer = layer;
    this.virtualSize = layer.virtualSize;
    this.files = [...layer.files.map((file) => file.content), ...(parent?.files ?? [])];
    this.parent = parent;
    this.#lost = lost;
  }

  /** The runs of the disk, or of a range of it: complete, in order, merged, in batches. */
  extents(range?: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]> {
    const wanted = clip(range ?? { start: 0, length: this.virtualSize }, this.virtualSize);
    const runs = this.#runs(wanted, signal);
    return splitAtHoles(this.#lost ? this.#noting(runs, this.#lost) : runs, this.files);
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
    if (!file) return this.#readCompressed(extent.start, target, signal);
    return file.unread ? this.#readBad(file, extent, target, signal) : file.read(stored.start, target, signal);
  }

  /** Reads from a medium that may be bad. */
  async #readBad(file: Reader, extent: Extent, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    const inFile = extent.stored?.start ?? 0;
    await file.read(inFile, target, signal);
    for (const { start, length } of file.unread?.({ start: inFile, length: target.length }) ?? []) {
      this.#lost?.({ start: start - inFile + extent.start, length });
    }
  }

  /** Whoever works through the runs does not get to see what is lost, so that is told at once. */
  async *#noting(
    runs: AsyncIterable<readonly Extent[]>,
    lost: (range: ByteRange) => void,
  ): AsyncGenerator<readonly Extent[]> {
    for await (const batch of runs) {
      for (const { kind, start, length } of batch) if (kind === 'lost') lost({ start, length });
      yield batch;
    }
  }

  #runs(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]> {
    const own = this.layer.extents(range, signal);
    return this.parent ? overlay(own, (hole) => this.#runsBelow(hole, signal)) : own;
  }

  /** The parent's runs, with its files counted on from the layer's; beyond the end of a shorter parent is a hole. */
  async *#runsBelow(range: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly Extent[]> {
    const parent = this.parent;
    const inParent = clip(range, parent?.virtualSize ?? 0);
    const ownFiles = this.layer.files.length;
    if (parent && inParent.length > 0) {
      for await (const batch of parent.#runs(inParent, signal)) {
        yield batch.map((extent) => {
          const { stored } = extent;
          return stored ? { ...extent, stored: { ...stored, file: stored.file + ownFiles } } : extent;
        });
      }
    }
    const length = range.length - inParent.length;
    if (length > 0) yield [{ kind: 'hole', start: endOf(range) - length, length }];
  }

  /** Reads a run of compressed data. Its parts may be of different layers: each lies in the first that has no hole there. */
  async #readCompressed(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (!this.parent) return this.layer.readStored(at, target, signal);
    for await (const batch of this.layer.extents({ start: at, length: target.length }, signal)) {
      for (const { kind, start, length } of batch) {
        const part = target.subarray(start - at, start - at + length);
        if (kind === 'hole') await this.parent.#readCompressed(start, part, signal);
        else await this.layer.readStored(start, part, signal);
      }
    }
  }
}
