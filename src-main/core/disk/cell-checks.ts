import { createCipheriv, createHash, randomBytes, type CipherGCM } from 'node:crypto';
import { KiB, roundDown, roundUp, type Bytes } from '#shared/model/bytes.ts';
import { zeros } from '../io/zero-bytes.ts';
import { nonZeroRunsIn } from './zeros.ts';

const cellSize: Bytes = 64 * KiB;

/** The first cell of a run and the one behind it, as they go into the sum of places. */
const entrySize: Bytes = 16;

/** What belongs together is summed up with one key. Each is used for that alone, and nothing is encrypted with it. */
const newKey = () => randomBytes(16);

/**
 * Tells whether two disks hold the same, at the speed of memory: a keyed sum (GMAC, NIST SP 800-38D) of every 64 KiB that is not
 * all zero, and SHA-256 of where they lie. The key is drawn by lot, so that a change is missed as good as never, whatever it is, and sums of
 * different keys say nothing of one another (docs/adr/0042).
 */
export class CellChecks {
  readonly #key: Uint8Array;
  /** What is summed up goes in as the additional data of an empty message. */
  readonly #content: CipherGCM;
  readonly #places = createHash('sha256');
  readonly #entries = Buffer.alloc(4096 * entrySize);
  #used = 0;
  /** The run of cells that is open, and how far it is summed up; zeros that are not known yet may follow. */
  #runStart: Bytes = 0;
  #summedUp: Bytes = 0;

  constructor(key: Uint8Array = newKey()) {
    this.#key = key;
    this.#content = createCipheriv('aes-128-gcm', key, new Uint8Array(12));
  }

  /** Checks for another disk, which can be compared with these. */
  forAnother(): CellChecks {
    return new CellChecks(this.#key);
  }

  /** Takes content; `at` never decreases, and what is skipped counts as zeros. */
  add(at: Bytes, bytes: Uint8Array): void {
    // The first cell may have begun before.
    const rest = Math.min(roundUp(at, cellSize) - at, bytes.length);
    const parts = [
      { start: 0, end: rest },
      { start: rest, end: bytes.length },
    ];
    for (const { start, end } of nonZeroRunsIn(bytes, parts, cellSize)) {
      this.#sumUp(at + start, bytes.subarray(start, end));
    }
  }

  /** Ends a disk of `size` bytes; equal sums mean equal disks. */
  finish(size: Bytes): string {
    this.#closeRun();
    this.#places.update(this.#entries.subarray(0, this.#used));
    this.#content.final();
    return `${this.#places.update(String(size)).digest('hex')} ${this.#content.getAuthTag().toString('hex')}`;
  }

  #sumUp(at: Bytes, bytes: Uint8Array): void {
    const cell = roundDown(at, cellSize);
    if (cell > this.#endOfRun()) {
      this.#closeRun();
      this.#runStart = cell;
      this.#summedUp = cell;
    }
    this.#addZerosUpTo(at);
    this.#content.setAAD(bytes);
    this.#summedUp = at + bytes.length;
  }

  /** Where the cell ends in which the run has come to. */
  #endOfRun(): Bytes {
    return roundUp(this.#summedUp, cellSize);
  }

  #closeRun(): void {
    if (this.#summedUp === this.#runStart) return;
    this.#addZerosUpTo(this.#endOfRun());
    if (this.#used === this.#entries.length) {
      this.#places.update(this.#entries);
      this.#used = 0;
    }
    this.#entries.writeDoubleLE(this.#runStart, this.#used);
    this.#entries.writeDoubleLE(this.#summedUp, this.#used + 8);
    this.#used += entrySize;
  }

  #addZerosUpTo(end: Bytes): void {
    while (this.#summedUp < end) {
      const length = Math.min(end - this.#summedUp, zeros.length);
      this.#content.setAAD(zeros.subarray(0, length));
      this.#summedUp += length;
    }
  }
}
