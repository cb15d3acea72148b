import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { KiB, roundDown, type Bytes } from '#shared/model/bytes.ts';
import { zeros } from '../io/zero-bytes.ts';
import { isZero } from './zeros.ts';

const cellSize: Bytes = 64 * KiB;

/** A number of a cell and its checksum, little-endian, as they go into the sum. */
const entrySize: Bytes = 12;

/**
 * Tells whether two disks hold the same, at the speed of memory: CRC-32 of every 64 KiB that is not all zero, summed up with
 * its place. Made for what goes wrong on the way to a disk and back, not against forgery (docs/adr/0022).
 */
export class CellChecks {
  readonly #sum = createHash('sha256');
  readonly #entries = Buffer.alloc(4096 * entrySize);
  #used = 0;
  #cell = -1;
  #crc = 0;
  /** Bytes of the open cell that are in its checksum, zeros that were skipped included. */
  #filled: Bytes = 0;
  #isEmpty = true;

  /** Takes content; `at` never decreases, and what is skipped counts as zeros. */
  add(at: Bytes, bytes: Uint8Array): void {
    for (let done = 0; done < bytes.length;) {
      const start = roundDown(at + done, cellSize);
      const cell = start / cellSize;
      if (cell !== this.#cell) this.#open(cell);
      const offset = at + done - start;
      const part = bytes.subarray(done, done + Math.min(cellSize - offset, bytes.length - done));
      this.#fillUp(offset);
      this.#crc = crc32(part, this.#crc);
      this.#filled += part.length;
      this.#isEmpty &&= isZero(part);
      done += part.length;
    }
  }

  /** Ends a disk of `size` bytes; equal sums mean equal disks. */
  finish(size: Bytes): string {
    this.#open(-1);
    this.#sum.update(this.#entries.subarray(0, this.#used));
    return this.#sum.update(String(size)).digest('hex');
  }

  #open(next: number): void {
    if (!this.#isEmpty) {
      this.#fillUp(cellSize);
      if (this.#used === this.#entries.length) {
        this.#sum.update(this.#entries);
        this.#used = 0;
      }
      this.#entries.writeDoubleLE(this.#cell, this.#used);
      this.#entries.writeUInt32LE(this.#crc, this.#used + 8);
      this.#used += entrySize;
    }
    this.#cell = next;
    this.#crc = 0;
    this.#filled = 0;
    this.#isEmpty = true;
  }

  #fillUp(offset: Bytes): void {
    if (offset <= this.#filled) return;
    this.#crc = crc32(zeros.subarray(0, offset - this.#filled), this.#crc);
    this.#filled = offset;
  }
}
