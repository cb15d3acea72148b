import { DiskError } from '#shared/errors.ts';
import { endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { Writer } from '../../io/reader.ts';
import { mostHeldBack } from '../../io/write-back.ts';
import { has } from './check-header.ts';
import { clearRange } from '../../io/clear-range.ts';
import type { ContentMark } from './edit-content-mark.ts';
import type { EditableTables } from './edit-tables.ts';
import type { EditableExtent } from './editable-extent.ts';
import { flag, largestFile, sectorSize, sparseHeader, zeroedGrain, type SparseHeader } from './layout.ts';
import type { SparseExtent } from './sparse-extent.ts';

export interface EditableSparseFile {
  readonly file: Writer;
  /** The file, for messages. */
  readonly name: string;
  readonly header: SparseHeader;
  readonly tables: EditableTables;
  /** Where the last thing in use ends. */
  readonly usedEnd: Bytes;
  /** Where the grid of the grains begins; less than a grain. */
  readonly gridStart: Bytes;
  readonly mark: ContentMark;
  /** Whether a parent shows through the holes. */
  readonly hasParent: boolean;
  /** Puts the copies of the tables in order before the first change, where a change was cut off. */
  readonly takeOver?: (() => Promise<void>) | undefined;
}

/**
 * A sparse extent that is written in place. Grains that are stored keep their places; new ones go behind everything else, and
 * are reached only after they are on the medium.
 */
export class SparseEditor implements EditableExtent {
  readonly start: Bytes;
  readonly length: Bytes;
  readonly grainBytes: Bytes;
  readonly #extent: SparseExtent;
  readonly #source: EditableSparseFile;
  #isChanged = false;
  #takenOver: Promise<void> | undefined;
  /** What the header says of the shutdown: marked as unclean while the copies of a table may differ. */
  #isUnclean: boolean;

  constructor(extent: SparseExtent, source: EditableSparseFile) {
    this.start = extent.start;
    this.length = extent.length;
    this.grainBytes = extent.grainBytes;
    this.#extent = extent;
    this.#source = source;
    this.#isUnclean = source.header.uncleanShutdown !== 0;
  }

  runs(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]> {
    return this.#extent.runs(range, signal);
  }

  async write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const { file } = this.#source;
    for (const run of await this.#runsNow({ start: at, length: bytes.length }, signal)) {
      const part = bytes.subarray(run.start - at, endOf(run) - at);
      await this.#begin(signal);
      if (run.stored) await file.write(run.stored.start, part, signal);
      else await this.#store(run, (place) => file.write(place, part, signal));
    }
    await this.#boundMemory(signal);
  }

  /** Holes and grains of zeros need no change, unless a parent shows through. */
  async zero(range: ByteRange, signal?: AbortSignal): Promise<void> {
    const { file, header, hasParent } = this.#source;
    for (const run of await this.#runsNow(range, signal)) {
      if (run.kind === 'zero' || (run.kind === 'hole' && !hasParent)) continue;
      await this.#begin(signal);
      // The grain keeps its place: given up, it would be a leak in the file, and here the host gets the space back as well.
      if (run.stored) await clearRange(file, run.stored, signal);
      else if (has(header, flag.zeroedGrains)) await this.#declareZero(run);
      // What the file grows by reads as zeros.
      else await this.#store(run, () => Promise.resolve());
      await this.#boundMemory(signal);
    }
  }

  async discard(range: ByteRange, signal?: AbortSignal): Promise<void> {
    const { file } = this.#source;
    if (!file.punchHole) return;
    for (const run of await this.#runsNow(range, signal)) {
      if (!run.stored) continue;
      await this.#begin(signal);
      await file.punchHole(run.stored);
    }
  }

  /**
   * Data first; then the tables, which point to it. In between the header says that the extent is open, since a power cut may
   * leave one copy of a table behind the other: programs that find the mark compare them before they use the disk. It is taken
   * away last and not flushed by itself: left behind, it costs a needless check.
   */
  async flush(signal?: AbortSignal): Promise<void> {
    const { file, tables } = this.#source;
    if (!this.#isChanged) return;
    if (tables.hasChanges) {
      await this.#markUnclean(1, signal);
      await file.flush();
      await tables.commit(signal);
    }
    await file.flush();
    if (this.#isUnclean) await this.#markUnclean(0, signal);
    this.#isChanged = false;
  }

  /** The runs of a range as they are before it is changed: a call covers a bounded number of grains. */
  async #runsNow(range: ByteRange, signal?: AbortSignal): Promise<readonly Extent[]> {
    const runs: Extent[] = [];
    for await (const batch of this.runs(range, signal)) runs.push(...batch);
    return runs;
  }

  async #begin(signal?: AbortSignal): Promise<void> {
    await this.#source.mark.change(signal);
    await (this.#takenOver ??= this.#source.takeOver?.());
    this.#isChanged = true;
  }

  /** Gives the grains of a run places behind the file's end and lets them be filled, then notes where they are. */
  async #store(run: ByteRange, fill: (place: Bytes) => Promise<void>): Promise<void> {
    const { tables } = this.#source;
    const { first, end } = await this.#provideTables(run);
    const grid = { start: this.#source.gridStart, step: this.grainBytes };
    const place = await this.#grow((end - first) * this.grainBytes, grid);
    await fill(place + run.start - this.start - first * this.grainBytes);
    const sector = place / sectorSize;
    const grainSectors = this.grainBytes / sectorSize;
    await tables.set(
      first,
      Array.from({ length: end - first }, (_, i) => sector + i * grainSectors),
    );
  }

  async #declareZero(run: ByteRange): Promise<void> {
    const { first, end } = await this.#provideTables(run);
    await this.#source.tables.set(first, new Array<number>(end - first).fill(zeroedGrain));
  }

  /** The grains of a run, from `first` up to `end`, whose tables exist from now on. */
  async #provideTables(run: ByteRange): Promise<{ readonly first: number; readonly end: number }> {
    const { tables, header } = this.#source;
    const first = Math.floor((run.start - this.start) / this.grainBytes);
    const end = Math.ceil((endOf(run) - this.start) / this.grainBytes);
    const firstTable = Math.floor(first / header.tableLength);
    const endTable = Math.ceil(end / header.tableLength);
    await tables.provide(firstTable, endTable, (length) => this.#grow(length, { start: 0, step: sectorSize }));
    return { first, end };
  }

  /**
   * Lengthens the file by zeros, from a place of a grid on, and returns where they begin. A place is taken once, even
   * when what follows fails, since something of it may have been written. Throws `vmdk.edit-full`.
   */
  async #grow(length: Bytes, { start, step }: { readonly start: Bytes; readonly step: Bytes }): Promise<Bytes> {
    const { file, usedEnd, name } = this.#source;
    const place = start + roundUp(Math.max(0, Math.max(file.size, usedEnd) - start), step);
    if (place + length > largestFile) throw new DiskError('vmdk.edit-full', { name, limit: largestFile });
    await file.resize(place + length);
    return place;
  }

  async #boundMemory(signal?: AbortSignal): Promise<void> {
    if (this.#source.tables.changedBytes >= mostHeldBack) await this.flush(signal);
  }

  async #markUnclean(value: 0 | 1, signal?: AbortSignal): Promise<void> {
    await this.#source.file.write(sparseHeader.offsetOf('uncleanShutdown'), Uint8Array.of(value), signal);
    this.#isUnclean = value === 1;
  }
}
