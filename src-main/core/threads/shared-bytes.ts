import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';

/** Buffers are made in multiples of this, so that one fits the next wish as well. */
const grown: Bytes = 256 * KiB;

const mostIdle = 8;

/** Memory that several threads see at once, so that content goes to a thread and back without being copied. */
export function sharedBytes(length: Bytes): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(length));
}

/** The same bytes where other threads see them: themselves, or a copy. */
export function asShared(bytes: Uint8Array): Uint8Array {
  if (isShared(bytes)) return bytes;
  const copy = sharedBytes(bytes.length);
  copy.set(bytes);
  return copy;
}

export function isShared({ buffer }: Uint8Array): boolean {
  return buffer instanceof SharedArrayBuffer;
}

/** Buffers of shared memory that are used again and again, since giving such memory back takes the system long. */
export class SharedBuffers {
  readonly #idle: Uint8Array[] = [];

  /** A buffer of at least that length; what it holds is of no meaning. */
  take(length: Bytes): Uint8Array {
    const index = this.#idle.findIndex((buffer) => buffer.length >= length);
    const [buffer] = index < 0 ? [] : this.#idle.splice(index, 1);
    return buffer ?? sharedBytes(roundUp(length, grown));
  }

  giveBack(buffer: Uint8Array): void {
    if (this.#idle.length < mostIdle) this.#idle.push(buffer);
  }
}
