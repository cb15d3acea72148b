import type { Bytes } from '#shared/model/bytes.ts';
import type { Reader } from '../../io/reader.ts';
import { footer, footerCookie, poisonCookie } from './layout.ts';

/** Old versions of Virtual PC leave out the last byte, which is always zero. */
const footerLengths: readonly Bytes[] = [512, 511];

/** A footer as it was found, before anything in it is believed. */
export interface FoundFooter {
  /** Always 512 bytes: the missing one of a short footer is supplied. */
  readonly stored: Uint8Array;
  /** What it takes in the file. */
  readonly length: Bytes;
  readonly isPoisoned: boolean;
}

/** The footer at the end of `tail`, which holds the last bytes of a file. */
export function footerAtEnd(tail: Uint8Array): FoundFooter | undefined {
  for (const length of footerLengths) {
    const found = tail.length < length ? undefined : footerIn(tail.subarray(tail.length - length));
    if (found) return found;
  }
  return undefined;
}

/** The copy at the start of `head`, which holds the first bytes of a file. */
export function footerAtStart(head: Uint8Array): FoundFooter | undefined {
  return head.length < footer.size ? undefined : footerIn(head.subarray(0, footer.size));
}

/** Reads what `footerAtEnd` and `footerAtStart` look at. */
export async function readEnds(
  file: Reader,
  signal?: AbortSignal,
): Promise<{ readonly head: Uint8Array; readonly tail: Uint8Array }> {
  const length = Math.min(footer.size, file.size);
  const head = new Uint8Array(length);
  const tail = new Uint8Array(length);
  await file.read(0, head, signal);
  await file.read(file.size - length, tail, signal);
  return { head, tail };
}

function footerIn(bytes: Uint8Array): FoundFooter | undefined {
  const cookie = String.fromCharCode(...bytes.subarray(0, footerCookie.length));
  if (cookie !== footerCookie && cookie !== poisonCookie) return undefined;
  const stored = new Uint8Array(footer.size);
  stored.set(bytes);
  return { stored, length: bytes.length, isPoisoned: cookie === poisonCookie };
}
