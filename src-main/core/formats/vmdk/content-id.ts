import type { Identity } from '../../disk/format.ts';

/** A content id, which tells one state of a disk from another, in both of its forms. */
export interface ContentId {
  /** Lower-case hexadecimal digits, usually eight. */
  readonly short: string;
  /** 32 digits that end in those, padded to eight. */
  readonly long: string;
}

/** All ones mean "no parent", and all ones but the last "look elsewhere": neither may be an id. */
const reserved = new Set(['ffffffff', 'fffffffe']);

/** A new random content id. */
export function newContentId(identity: Identity): ContentId {
  const long = identity.uuid().replaceAll('-', '').toLowerCase();
  const last = long.slice(24);
  const short = reserved.has(last) ? `7${last.slice(1)}` : last;
  return { short, long: long.slice(0, 24) + short };
}

/**
 * A content id to write over another one: with as many digits, since nothing else of the descriptor may move (QEMU writes
 * its ids unpadded), and never the same, whatever chance may say.
 */
export function contentIdOver(previous: string, identity: Identity): ContentId {
  const fresh = newContentId(identity);
  const value = Number.parseInt(fresh.short.slice(-previous.length), 16);
  // The reserved ids differ in the last bit only, so turning it makes none of them out of another.
  const other = value === Number.parseInt(previous, 16) ? flipLastBit(value) : value;
  const digits = other.toString(16);
  return { short: digits.padStart(previous.length, '0'), long: fresh.long.slice(0, 24) + digits.padStart(8, '0') };
}

function flipLastBit(value: number): number {
  return value % 2 === 0 ? value + 1 : value - 1;
}
