import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { overlap } from './block-place.ts';
import { clearBehindDisk } from './clear-behind.ts';
import { lengthOf } from './compact-layout.ts';
import { tellsTwoSizes } from './disk-size.ts';
import { dropBlocks } from './drop-blocks.ts';
import type { EditableImage } from './edit-open.ts';
import { liveTable } from './entries.ts';
import { footer, sectorSize } from './layout.ts';
import { moveBlocks } from './move-blocks.ts';
import { moveFooterOut, replaceFooters } from './move-footer.ts';
import { alignedPlace, largestFile } from './plan.ts';
import { resizedFooter } from './resize-fields.ts';
import { planTable, type TablePlan } from './resize-table.ts';
import { writeTable } from './write-table.ts';

/**
 * Makes a disk larger. Blocks leave the place where entries are added, and what is behind the disk becomes empty; the header
 * then counts more entries than the disk needs, which harms nobody; the footers switch to the new size.
 */
export async function growDynamic(
  { main, name }: ImageFiles<Writer>,
  image: EditableImage,
  { virtualSize, limits, watch }: ResizeOptions,
): Promise<void> {
  const { chosen, table, blocks, found, batmap } = image;
  const { signal } = watch;
  const plan = planTable(image, virtualSize, limits);
  const moves = planMoves(image, plan, name);
  const footerStart = Math.max(table.dataEnd, moves.end);
  signal.throwIfAborted();
  const stored = await settleSize(main, image);
  if (footerStart > table.dataEnd) await moveFooterOut(main, stored, footerStart, signal);

  const live = liveTable(main, table);
  const leaving = new Set(moves.sectors);
  await moveBlocks(main, live, {
    phase: 'resize',
    leaves: (sector) => leaving.has(sector),
    count: moves.sectors.length,
    lengthOf: (sector) => lengthOf({ ...table, last: blocks.last }, sector),
    places: moves.places[Symbol.iterator](),
    watch,
  });
  // Nothing behind the end of the disk is anything yet: neither entries nor the rest of its last block.
  const { tableEntries: end } = found.header;
  const first = Math.ceil(table.virtualSize / table.blockSize);
  await dropBlocks(main, live, { first, end, isDropped: () => true, batmap, signal });
  const whole = table.bitmapLength + table.blockSize;
  await clearBehindDisk(main, live.table, { diskSize: table.virtualSize, lengthOf: () => whole });
  signal.throwIfAborted();
  await writeTable(main, { found, batmap, table: live.table }, plan);
  await main.flush();
  await replaceFooters(main, resizedFooter(chosen.stored, virtualSize), { footerStart, newStart: footerStart });
}

/** A footer that tells two sizes must not be understood in another way when there is more room in the table. */
async function settleSize(file: Writer, { chosen, table }: EditableImage): Promise<Uint8Array> {
  if (!tellsTwoSizes(chosen.footer)) return chosen.stored;
  const stored = resizedFooter(chosen.stored, table.virtualSize);
  await replaceFooters(file, stored, { footerStart: table.dataEnd, newStart: table.dataEnd });
  return stored;
}

/** The blocks that have to leave, and where they go. */
interface Moves {
  /** The sectors at which they start. */
  readonly sectors: Uint32Array;
  readonly places: readonly Bytes[];
  /** Where the space in use ends then. */
  readonly end: Bytes;
}

/** Throws `vhd.edit-full` when blocks would lie beyond what table entries reach. */
function planMoves({ table, blocks }: EditableImage, { written }: TablePlan, name: string): Moves {
  const { bitmapLength, blockSize } = table;
  const length = bitmapLength + blockSize;
  const { last } = blocks;
  const isCut = last !== undefined && last.length < length;
  // Nothing follows a last block that was cut where the file ends: it becomes whole in its place.
  const lastStart = (last?.sector ?? 0) * sectorSize;
  const growsInPlace = isCut && lastStart + last.length >= blocks.end && endOf(written) <= lastStart;
  const sectors = blocks.starts.filter((sector) => {
    const range = { start: sector * sectorSize, length };
    return overlap(range, written) || (isCut && !growsInPlace && sector === last.sector);
  });

  let end = Math.max(blocks.end, endOf(written), growsInPlace ? lastStart + length : 0);
  const places = Array.from(sectors, () => {
    const place = alignedPlace(end, bitmapLength);
    end = place + length;
    return place;
  });
  if (end + footer.size > largestFile) throw new DiskError('vhd.edit-full', { name, limit: largestFile });
  return { sectors, places, end };
}
