import { endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Digest } from '#shared/model/convert.ts';
import { CellChecks } from './cell-checks.ts';
import { digestBeside, worthAThread, type OwnedDigest } from './digest-thread.ts';
import type { Disk } from './disk.ts';
import type { Watch } from './format.ts';
import type { LoadedWindow } from './read-ahead.ts';
import { windowSize } from './windows.ts';

/** A stretch of content, and where in it data is stored; see `LoadedWindow`. */
export type Noted = Pick<LoadedWindow, 'start' | 'bytes' | 'parts'>;

/**
 * So much of the data is digested while it is copied, the rest while it is read back: the digest is the slowest of all, and in both
 * passes there is other work beside it. Reading back takes about as long as the digest of the rest.
 */
const digestedInCopy = 0.8;

/** A part of a disk that is read back by itself: what was noted of it, and when it is digested. */
export interface Section extends ByteRange {
  readonly checks: CellChecks;
  readonly digested: 'while-copied' | 'while-read-back';
}

interface NotedDisk {
  readonly dataBytes: Bytes;
  /** At least that of the disk. */
  readonly copySize: Bytes;
  readonly signal: AbortSignal;
}

/** What is noted of the content of a disk while it is copied, so that it can be compared with what was written, and named. */
export class ContentNotes implements Disposable {
  /** In the order of the disk. A disk that is worth it has two, which are read back at the same time. */
  readonly sections: readonly Section[];
  readonly #digest: OwnedDigest;

  /** The notes of a disk that holds so much data, and whose copy has `copySize` bytes. */
  static async of(disk: Disk, { dataBytes, copySize, signal }: NotedDisk): Promise<ContentNotes> {
    const isLarge = dataBytes >= worthAThread;
    const boundary = isLarge ? await placeBehind(disk, digestedInCopy * dataBytes, signal) : copySize;
    return new ContentNotes(digestBeside(dataBytes, disk.virtualSize - dataBytes), sectionsOf(copySize, boundary));
  }

  /** The notes of a disk of `size` bytes that holds nothing. */
  static ofNothing(size: Bytes): ContentNotes {
    return new ContentNotes(digestBeside(0, size), sectionsOf(size, size));
  }

  private constructor(digest: OwnedDigest, sections: readonly Section[]) {
    this.#digest = digest;
    this.sections = sections;
  }

  /**
   * Takes content in order; its memory belongs to the notes until this resolves. What is skipped counts as
   * zeros. No window lies in two sections.
   */
  async add(window: Noted, signal: AbortSignal): Promise<void> {
    const section = this.sections.find((one) => window.start < endOf(one));
    if (!section) throw new RangeError(`Nothing is noted behind the end of the disk, at ${window.start}`);
    addParts(section.checks, window);
    if (section.digested === 'while-copied') await this.digest(window, signal);
  }

  /** Goes on with the digest, in order. */
  digest({ start, bytes }: Noted, signal: AbortSignal): Promise<void> {
    return this.#digest.add(start, bytes, signal);
  }

  /** The digest of a disk of `size` bytes, whose second section was read back and found to be the same. */
  finish(size: Bytes, watch: Watch): Promise<Digest> {
    return this.#digest.finish(size, watch);
  }

  [Symbol.dispose](): void {
    this.#digest[Symbol.dispose]();
  }
}

function sectionsOf(size: Bytes, boundary: Bytes): readonly Section[] {
  const end = Math.min(boundary, size);
  const first: Section = { start: 0, length: end, checks: new CellChecks(), digested: 'while-copied' };
  if (end === size) return [first];
  return [first, { start: end, length: size - end, checks: new CellChecks(), digested: 'while-read-back' }];
}

/** The first bound of windows behind so many bytes of data. */
async function placeBehind(disk: Disk, dataBytes: Bytes, signal: AbortSignal): Promise<Bytes> {
  let rest = dataBytes;
  for await (const batch of disk.extents(undefined, signal)) {
    for (const extent of batch) {
      if (extent.kind !== 'data') continue;
      if (extent.length >= rest) return roundUp(extent.start + rest, windowSize);
      rest -= extent.length;
    }
  }
  return Infinity;
}

/** Sums up the data of a stretch of content. */
export function addParts(checks: CellChecks, { start, bytes, parts }: Noted): void {
  for (const part of parts) checks.add(start + part.start, bytes.subarray(part.start, part.end));
}
