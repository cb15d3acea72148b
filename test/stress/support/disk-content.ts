import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { openSource } from '#main/core/operations/open-source.ts';
import { unwatched } from '#test/support/watch.ts';
import { isSame } from './folder-state.ts';

/** What a disk holds, as far as it is looked at: its first and its last bytes. Where it is small, all of it. */
export interface DiskContent {
  readonly size: Bytes;
  readonly head: Uint8Array;
  readonly tail: Uint8Array;
}

const headLength = 4 * MiB;
const tailLength = 64 * KiB;
const sector = 512;

/** Disks are read into this: thousands are looked at, one after the other. */
const scratch = { head: new Uint8Array(headLength), tail: new Uint8Array(tailLength) };

/**
 * Reads it through the reader of its format and those of its parents. Throws what reading throws. The bytes are those of the
 * next disk as soon as that is read.
 */
export async function contentOf(path: string, sourceFormat: string): Promise<DiskContent> {
  await using image = await openSource({ path, sourceFormat }, unwatched.signal);
  const { disk } = image;
  const size = disk.virtualSize;
  const head = scratch.head.subarray(0, size);
  const tail = scratch.tail.subarray(0, size);
  await disk.read(0, head);
  await disk.read(size - tail.length, tail);
  return { size, head, tail };
}

/** The content of a disk that holds `bytes` at its start and zeros behind them. */
export function contentFrom(bytes: Uint8Array, size: Bytes = bytes.length): DiskContent {
  const at = (start: Bytes, length: Bytes) => {
    const piece = new Uint8Array(length);
    piece.set(bytes.subarray(start, start + length));
    return piece;
  };
  const tail = Math.min(size, tailLength);
  return { size, head: at(0, Math.min(size, headLength)), tail: at(size - tail, tail) };
}

/** Whether a disk is one of some states as a whole. */
export function isOneOf(found: DiskContent, states: readonly DiskContent[]): boolean {
  return states.some(
    ({ size, head, tail }) => size === found.size && isSame(head, found.head) && isSame(tail, found.tail),
  );
}

/** Where a disk holds what it never held in any of some states, sector by sector; undefined where all is known. */
export function strangeIn(found: DiskContent, states: readonly DiskContent[]): string | undefined {
  const known = states.filter(({ size }) => size === found.size);
  if (known.length === 0) return `the disk has ${String(found.size)} bytes`;
  for (const part of ['head', 'tail'] as const) {
    const bytes = found[part];
    if (known.some((state) => isSame(bytes, state[part]))) continue;
    for (let at = 0; at < bytes.length; at += sector) {
      const piece = bytes.subarray(at, at + sector);
      const isKnown = known.some((state) => isSame(piece, state[part].subarray(at, at + sector)));
      if (!isKnown) return `the sector at byte ${String(at)} of the ${part} holds what it never held`;
    }
  }
  return undefined;
}
