import type { Bytes } from '#shared/model/bytes.ts';
import { viewOf } from '../../layout/struct.ts';
import { entrySize } from './layout.ts';

/** A grain table or directory being filled. Kept as the bytes that will be written, so that no copy is needed. */
export class EntryTable {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly #view: DataView;

  /** @param size in bytes; may be larger than the entries need, to fill a sector */
  constructor(size: Bytes) {
    this.bytes = new Uint8Array(size);
    this.#view = viewOf(this.bytes);
  }

  set(index: number, sector: number): void {
    this.#view.setUint32(index * entrySize, sector, true);
  }
}
