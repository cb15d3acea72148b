import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { footer, sectorSize } from './layout.ts';

interface Ends {
  /** Where the footer at the end of the file starts. */
  readonly footerStart: Bytes;
  /** Where it is to start: there, or at least a sector before. */
  readonly newStart: Bytes;
}

/**
 * Writes a footer behind the end of the file, flushed, so that the old one may be overwritten. When that fails the file has
 * the length that it had, and its old footer.
 */
export async function moveFooterOut(
  file: Writer,
  stored: Uint8Array,
  start: Bytes,
  signal?: AbortSignal,
): Promise<void> {
  const { size } = file;
  try {
    await file.write(start, stored, signal);
    await file.flush();
  } catch (thrown) {
    // Half a footer at the end would be none; the old one is still there.
    await file.resize(size).catch(() => undefined);
    throw thrown;
  }
}

/**
 * Ends the file earlier: the footer is written there before what lies behind it is cut off, so that the file ends with a
 * footer at every moment. Nothing in between may be in use, nor be named by what is on the medium. Flushed.
 */
export async function moveFooterIn(file: Writer, stored: Uint8Array, { footerStart, newStart }: Ends): Promise<void> {
  if (newStart === footerStart) return;
  await file.write(newStart, stored);
  await file.flush();
  await file.resize(newStart + footer.size);
  await file.flush();
}

/**
 * Replaces footer and copy, one after the other: whatever the power cut leaves, at least one of them is whole, and the one
 * at the end counts. Only then is the file cut, if it is to end earlier. Flushed.
 */
export async function replaceFooters(file: Writer, stored: Uint8Array, ends: Ends): Promise<void> {
  await file.write(0, stored);
  await file.flush();
  await replaceFooter(file, stored, ends);
}

/** Replaces the footer at the end, as `replaceFooters` does: the only one of a fixed image. */
export async function replaceFooter(file: Writer, stored: Uint8Array, ends: Ends): Promise<void> {
  await file.write(ends.footerStart, stored);
  await file.flush();
  await moveFooterIn(file, stored, ends);
}

/** Where a footer goes for which there is room from `wanted` on: it stays where it is when it would overlap itself. */
export function footerStartFor(wanted: Bytes, footerStart: Bytes): Bytes {
  return footerStart - wanted < sectorSize ? footerStart : wanted;
}
