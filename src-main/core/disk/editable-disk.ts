import { DiskError } from '#shared/errors.ts';
import { endOf, MiB, roundDown, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { Disk } from './disk.ts';
import type { EditableLayer } from './format.ts';
import { isZero } from './zeros.ts';

const sectorSize: Bytes = 512;

/** What a driver gets in one call at most, so that memory does not grow with what is written at once. */
const largestPiece: Bytes = 4 * MiB;

/**
 * A virtual disk that can be written in place. Bounds, straddling writes, parts of sectors and what a parent shows through
 * the holes of its child are dealt with here, once for all formats. Calls are carried out one after another, in call order;
 * only the top of a chain is ever written.
 */
export class EditableDisk extends Disk {
  override readonly layer: EditableLayer;
  #last: Promise<unknown> = Promise.resolve();

  constructor(layer: EditableLayer, parent?: Disk) {
    super(layer, parent);
    this.layer = layer;
  }

  /** Writes bytes anywhere on the disk. Throws `disk.outside`, and then nothing is written. */
  write(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(at, bytes.length, async () => {
      for (const piece of piecesOf({ start: at, length: bytes.length })) {
        const own = bytes.subarray(piece.start - at, endOf(piece) - at);
        await this.#store(piece.start, own, signal);
      }
    });
  }

  /** Makes a range read as zeros, storing no more than it must. Throws `disk.outside`. */
  zero(range: ByteRange, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(range.start, range.length, async () => {
      const whole = this.#wholeUnits(range);
      if (whole.length === 0) return this.#storeZeros(range, signal);
      await this.#storeZeros({ start: range.start, length: whole.start - range.start }, signal);
      for (const piece of piecesOf(whole, largestZero)) await this.layer.zero(piece, signal);
      await this.#storeZeros({ start: endOf(whole), length: endOf(range) - endOf(whole) }, signal);
    });
  }

  /**
   * Says that the content of a range matters no more, so that its space can be given back: whole units of it read as zeros
   * afterwards, or as before. Throws `disk.outside`.
   */
  discard(range: ByteRange, signal?: AbortSignal): Promise<void> {
    return this.#inTurn(range.start, range.length, async () => {
      for (const piece of piecesOf(this.#wholeUnits(range), largestZero)) await this.layer.discard(piece, signal);
    });
  }

  /** Returns when everything written before survives a power cut. */
  flush(signal?: AbortSignal): Promise<void> {
    return this.#inTurn(0, 0, () => this.layer.flush(signal));
  }

  #inTurn(start: Bytes, length: Bytes, change: () => Promise<void>): Promise<void> {
    const end = start + length;
    if (!(start >= 0 && end <= this.virtualSize)) {
      return Promise.reject(new DiskError('disk.outside', { start, end, size: this.virtualSize }));
    }
    const turn = this.#last.then(change);
    // The next one waits for this one, but does not fail with it.
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  /** The units that lie whole in a range: sectors, or what hides a parent together. The last one of the disk may be shorter. */
  #wholeUnits(range: ByteRange): ByteRange {
    const unit = this.parent ? this.layer.editUnit : sectorSize;
    const start = roundUp(range.start, unit);
    const end = endOf(range) === this.virtualSize ? this.virtualSize : roundDown(endOf(range), unit);
    return { start, length: Math.max(0, end - start) };
  }

  /** Stores zeros in a part of the disk, unless it reads as zeros anyway. */
  async #storeZeros(range: ByteRange, signal?: AbortSignal): Promise<void> {
    for (const { start, length } of piecesOf(range)) {
      const bytes = new Uint8Array(length);
      await this.read(start, bytes, signal);
      if (!isZero(bytes)) await this.#store(start, bytes.fill(0), signal);
    }
  }

  /** Stores bytes after widening them to what can be stored without changing what is beside them. */
  async #store(at: Bytes, bytes: Uint8Array, signal?: AbortSignal): Promise<void> {
    const end = at + bytes.length;
    const start = await this.#startFor(at);
    const wholeEnd = await this.#endFor(end);
    if (start === at && wholeEnd === end) return this.layer.write(at, bytes, signal);
    const whole = new Uint8Array(wholeEnd - start);
    await this.read(start, whole.subarray(0, at - start), signal);
    await this.read(end, whole.subarray(end - start), signal);
    whole.set(bytes, at - start);
    await this.layer.write(start, whole, signal);
  }

  async #startFor(at: Bytes): Promise<Bytes> {
    const unitStart = roundDown(at, this.layer.editUnit);
    return at > unitStart && (await this.#showsParent(unitStart)) ? unitStart : roundDown(at, sectorSize);
  }

  async #endFor(end: Bytes): Promise<Bytes> {
    const unitStart = roundDown(end, this.layer.editUnit);
    const unit = end > unitStart && (await this.#showsParent(unitStart)) ? this.layer.editUnit : sectorSize;
    return Math.min(roundUp(end, unit), this.virtualSize);
  }

  /** Whether something of a parent would be hidden if the unit that starts there were allocated. */
  async #showsParent(start: Bytes): Promise<boolean> {
    if (!this.parent) return false;
    const length = Math.min(this.layer.editUnit, this.virtualSize - start);
    for await (const batch of this.layer.extents({ start, length })) {
      if (batch.some(({ kind }) => kind === 'hole')) return true;
    }
    return false;
  }
}

/** Zeroing stores little or nothing, so its pieces only bound the time between two looks at the signal. */
const largestZero: Bytes = 1024 * MiB;

/** Cuts a range at multiples of `most`, so that no unit up to that size is cut in two. */
function* piecesOf(range: ByteRange, most: Bytes = largestPiece): Generator<ByteRange> {
  for (let start = range.start; start < endOf(range);) {
    const end = Math.min(endOf(range), roundDown(start, most) + most);
    yield { start, length: end - start };
    start = end;
  }
}
