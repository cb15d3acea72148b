import { DiskError } from '#shared/errors.ts';
import { endOf, KiB, roundDown, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { RangeSet } from './range-set.ts';
import type { FileIdentity, Reader } from './reader.ts';

/** What media give or refuse as one; reading finer is useless. */
const sectorSize: Bytes = 512;
/** The pages of systems and the sectors of most media today: above this, halves stay whole pages. */
const pageSize: Bytes = 4 * KiB;

/**
 * A file on a medium that may be bad. A read that fails is tried again in halves, down to single sectors; sectors that cannot be
 * had are zeros, and remembered: they are not tried again, so that whoever asks later gets what was told before.
 */
export class RescueFile implements Reader {
  readonly nextData?: NonNullable<Reader['nextData']>;
  readonly ready?: NonNullable<Reader['ready']>;
  readonly identity?: FileIdentity;
  readonly allocatedSize?: NonNullable<Reader['allocatedSize']>;
  readonly #file: Reader;
  readonly #bad = new RangeSet();

  constructor(file: Reader) {
    this.#file = file;
    if (file.nextData) this.nextData = file.nextData.bind(file);
    if (file.ready) this.ready = file.ready.bind(file);
    if (file.allocatedSize) this.allocatedSize = file.allocatedSize.bind(file);
    if (file.identity) this.identity = file.identity;
  }

  get size(): Bytes {
    return this.#file.size;
  }

  async read(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    let done = at;
    for (const bad of this.unread({ start: at, length: target.length })) {
      await this.#try(done, target.subarray(done - at, bad.start - at), signal);
      done = endOf(bad);
      target.fill(0, bad.start - at, done - at);
    }
    await this.#try(done, target.subarray(done - at), signal);
  }

  unread(range: ByteRange): readonly ByteRange[] {
    return this.#bad.isEmpty ? [] : this.#bad.within(range);
  }

  async #try(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
    if (target.length === 0) return;
    try {
      await this.#file.read(at, target, signal);
    } catch (thrown) {
      if (!(thrown instanceof DiskError && thrown.reason === 'file.input-output')) throw thrown;
      const middle = middleOf(at, at + target.length);
      if (middle === undefined) {
        const start = roundDown(at, sectorSize);
        this.#bad.add({ start, length: Math.min(roundUp(at + target.length, sectorSize), this.size) - start });
        target.fill(0);
        return;
      }
      await this.#try(at, target.subarray(0, middle - at), signal);
      await this.#try(middle, target.subarray(middle - at), signal);
    }
  }
}

/** Where a range is cut in two: at the bound of a page or a sector next to its middle. Undefined inside a single sector. */
function middleOf(start: Bytes, end: Bytes): Bytes | undefined {
  for (const unit of [pageSize, sectorSize]) {
    const middle = roundDown(start + Math.floor((end - start) / 2), unit);
    const cut = middle > start ? middle : middle + unit;
    if (cut > start && cut < end) return cut;
  }
  return undefined;
}

/** Throws `file.input-output` when the medium does not give up a part of a file without which nothing makes sense. */
export function requireRead(file: Reader, range: ByteRange, name: string): void {
  const [bad] = file.unread?.(range) ?? [];
  if (bad) throw new DiskError('file.input-output', { path: name, cause: `byte ${String(bad.start)} cannot be read` });
}
