import { MiB, roundUp, type ByteRange, type Bytes } from '#shared/model/bytes.ts';
import { largestPatch, type BytesPatch, type Patch } from '../../disk/patch.ts';
import type { Reader } from '../../io/reader.ts';
import { viewOf } from '../../layout/struct.ts';
import { plannedPhase } from './grain-grid.ts';
import { entrySize, flag, sectorSize, sparseHeader, type SparseHeader } from './layout.ts';

const copiedAtOnce: Bytes = 1 * MiB;

/**
 * A file as the patches proposed so far leave it: its length, its header and its descriptor. Patches may be applied while the
 * next ones are computed or after all of them, so everything here is kept instead of read again.
 */
export class RepairedFile {
  readonly name: string;
  readonly reader: Reader;
  /** As it was when the walk began. */
  readonly size: Bytes;
  readonly #entries = new Map<Bytes, number>();
  #end: Bytes;
  #header: Uint8Array | undefined;

  constructor(name: string, reader: Reader) {
    this.name = name;
    this.reader = reader;
    this.size = reader.size;
    this.#end = reader.size;
  }

  /** The length that the file will have. */
  get end(): Bytes {
    return this.#end;
  }

  /** Cuts the file, or makes it longer. */
  resize(size: Bytes, because: string): Patch {
    const patch: Patch = { kind: 'size', file: this.name, was: this.#end, now: size, because };
    this.#end = size;
    return patch;
  }

  /** Replaces bytes, or appends them when `at` is where the file ends. `was` is what lies there as far as the file goes. */
  replace(at: Bytes, was: Uint8Array, now: Uint8Array, because: string): BytesPatch {
    this.#end = Math.max(this.#end, at + now.length);
    return { kind: 'bytes', file: this.name, at, was, now, because };
  }

  /** Appends bytes: in one patch where it is not too large for that, so that nothing else has to be known of the new end. */
  *append(bytes: Uint8Array, because: string): Generator<Patch> {
    for (let done = 0; done < bytes.length; done += largestPatch) {
      yield this.replace(this.#end, new Uint8Array(0), bytes.subarray(done, done + largestPatch), because);
    }
  }

  /**
   * Where `appendCopy` would put something: at a multiple of `unit`, or where the next grain begins. The first thing that is appended never lies
   * in the room of a grain that the end of the file cuts off, since whoever writes to that grain would write over it.
   */
  placeBehind(unit: Bytes): Bytes {
    const grid = this.#grid();
    if (!grid || (unit < grid.grainBytes && this.#end > this.size)) return roundUp(this.#end, unit);
    return grid.start + roundUp(Math.max(0, this.#end - grid.start), grid.grainBytes);
  }

  /**
   * Appends a copy of a part of the file at a multiple of `unit`; what lies behind its end is zero. The file grows first, so
   * that every later patch finds as many bytes as it replaces, and can be taken back whatever else was appended.
   */
  async *appendCopy({ start, length }: ByteRange, unit: Bytes, because: string): AsyncGenerator<Patch> {
    const place = this.placeBehind(unit);
    yield this.resize(place + length, because);
    for (let done = 0; done < length; done += copiedAtOnce) {
      const piece = new Uint8Array(Math.min(copiedAtOnce, length - done));
      const stored = Math.max(0, Math.min(piece.length, this.size - start - done));
      await this.reader.read(start + done, piece.subarray(0, stored));
      yield this.replace(place + done, new Uint8Array(piece.length), piece, because);
    }
  }

  /** Replaces one entry of a table or directory. `was` is what it held in the beginning: it may have been replaced since. */
  entry(at: Bytes, was: number, now: number, because: string): BytesPatch {
    const current = this.#entries.get(at) ?? was;
    this.#entries.set(at, now);
    return this.replace(at, entryBytes(current), entryBytes(now), because);
  }

  /** Tells the first sector, so that the header can be changed. */
  knowHeader(bytes: Uint8Array): void {
    this.#header = bytes.slice();
  }

  /** True when the header has such flags, by its own or by a patch. */
  headerHas({ flags }: Pick<SparseHeader, 'flags'>): boolean {
    return this.#header !== undefined && (sparseHeader.decode(this.#header).flags & flags) >>> 0 === flags;
  }

  /** Where grains lie; undefined where that is unknown, or they are compressed and lie anywhere. */
  #grid(): { readonly start: Bytes; readonly grainBytes: Bytes } | undefined {
    if (!this.#header || this.headerHas({ flags: flag.compressed })) return undefined;
    const header = sparseHeader.decode(this.#header);
    return { start: plannedPhase(header) * sectorSize, grainBytes: header.grainSize * sectorSize };
  }

  /** Changes fields of the header; a sector, so that no power cut can tear it. */
  header(change: Partial<SparseHeader>, because: string): BytesPatch {
    const was = this.#header ?? new Uint8Array(sparseHeader.size);
    // What is behind the known fields stays: others may keep something there.
    const now = sparseHeader.change(was, change);
    this.#header = now;
    return this.replace(0, was, now, because);
  }
}

function entryBytes(sector: number): Uint8Array {
  const bytes = new Uint8Array(entrySize);
  viewOf(bytes).setUint32(0, sector, true);
  return bytes;
}
