import { roundDown, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Digest } from '#shared/model/convert.ts';
import { CellChecks } from './cell-checks.ts';
import { digestBeside, worthAThread, type OwnedDigest } from './digest-thread.ts';
import type { Watch } from './format.ts';
import type { LoadedWindow } from './read-ahead.ts';
import { windowSize } from './windows.ts';

/** A stretch of content, and where in it data is stored; see `LoadedWindow`. */
export type Noted = Pick<LoadedWindow, 'start' | 'bytes' | 'parts'>;

/**
 * So much of the data is digested while it is copied, the rest while it is read back: the digest is the slowest of all, and in both
 * passes there is other work beside it. Measured with two cores; with more, either pass waits for it.
 */
const digestedInCopy = 0.6;

/** A part of a disk that is read back by itself: what was noted of it, and whether it is digested only now. */
export interface Section extends ByteRange {
  readonly checks: CellChecks;
  readonly isDigested: boolean;
}

/** What is noted of the content of a disk while it is copied, so that it can be compared with what was written, and named. */
export class ContentNotes implements Disposable {
  readonly #digest: OwnedDigest;
  readonly #digestUntil: Bytes;
  readonly #first = new CellChecks();
  readonly #second = new CellChecks();
  /** Where the second section begins; undefined as long as there is none. */
  #boundary: Bytes | undefined;
  #dataBytes: Bytes = 0;

  constructor(dataBytes: Bytes, emptyBytes: Bytes) {
    this.#digest = digestBeside(dataBytes, emptyBytes);
    this.#digestUntil = dataBytes < worthAThread ? Infinity : digestedInCopy * dataBytes;
  }

  /** Takes content in order; its memory belongs to the notes until this resolves. What is skipped counts as zeros. */
  async add(window: Noted, signal: AbortSignal): Promise<void> {
    // No window crosses such a multiple, so this one begins the second section.
    if (this.#dataBytes >= this.#digestUntil) this.#boundary ??= roundDown(window.start, windowSize);
    this.#dataBytes += window.bytes.length;
    addParts(this.#boundary === undefined ? this.#first : this.#second, window);
    if (this.#boundary === undefined) await this.digest(window, signal);
  }

  /** Goes on with the digest, in order. */
  digest({ start, bytes }: Noted, signal: AbortSignal): Promise<void> {
    return this.#digest.add(start, bytes, signal);
  }

  /** The sections of a disk of `size` bytes, which can be read back at the same time; asked for once, when all was added. */
  sections(size: Bytes): readonly Section[] {
    const start = Math.min(this.#boundary ?? size, size);
    const sections = [
      { start: 0, length: start, checks: this.#first, isDigested: false },
      { start, length: size - start, checks: this.#second, isDigested: true },
    ];
    return sections.filter(({ length }, index) => index === 0 || length > 0);
  }

  /** The digest of a disk of `size` bytes, whose second section was read back and found to be the same. */
  finish(size: Bytes, watch: Watch): Promise<Digest> {
    return this.#digest.finish(size, watch);
  }

  [Symbol.dispose](): void {
    this.#digest[Symbol.dispose]();
  }
}

/** Sums up the data of a stretch of content. */
export function addParts(checks: CellChecks, { start, bytes, parts }: Noted): void {
  for (const part of parts) checks.add(start + part.start, bytes.subarray(part.start, part.end));
}
