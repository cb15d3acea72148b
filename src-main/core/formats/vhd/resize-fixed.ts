import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import { writeZeros } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';
import { takeSpace } from '../../io/take-space.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { openFixed } from './fixed.ts';
import { footer, sectorSize } from './layout.ts';
import { footerStartFor, moveFooterOut, replaceFooter } from './move-footer.ts';
import { resizedFooter } from './resize-fields.ts';

/**
 * Gives a fixed disk another size. Its only footer tells the old size until everything of the new disk is there; a disk may be
 * shorter than its file, so the footer is never missing, nor a part of the disk.
 */
export async function resizeFixed(
  files: ResizeFiles,
  chosen: ChosenFooter,
  { limits, virtualSize, watch }: ResizeOptions,
): Promise<void> {
  const { main } = files;
  const { signal } = watch;
  const { size } = main;
  const before = openFixed(files, chosen, { limits, tolerance: 'strict' }).virtualSize;
  if (virtualSize === before) return;
  const dataEnd = size - chosen.lengthAtEnd;
  // Over a footer in two sectors a new one cannot be written at once.
  const isWhole = dataEnd % sectorSize === 0;
  const isRoomy = virtualSize <= dataEnd && isWhole;
  const footerStart = isRoomy ? dataEnd : Math.max(virtualSize, roundUp(size, sectorSize));
  signal.throwIfAborted();
  if (!isRoomy) await makeRoom(main, resizedFooter(chosen.stored, before), footerStart, signal);

  if (virtualSize > before) {
    // The old footer, and what else has collected behind the disk. What was added to the file is zero already.
    await writeZeros(main, { start: before, length: Math.min(virtualSize, size) - before });
    await main.flush();
  }
  const newStart = footerStartFor(virtualSize, footerStart);
  await replaceFooter(main, resizedFooter(chosen.stored, virtualSize), { footerStart, newStart });
}

/** Makes the file longer, with a footer at its new end, and takes the space. Without enough of it, the file is as it was. */
async function makeRoom(file: Writer, stored: Uint8Array, footerStart: Bytes, signal: AbortSignal): Promise<void> {
  const { size } = file;
  await moveFooterOut(file, stored, footerStart, signal);
  try {
    await takeSpace(file, footerStart + footer.size);
  } catch (thrown) {
    await file.resize(size).catch(() => undefined);
    throw thrown;
  }
}
