import { DiskError } from '#shared/errors.ts';
import { endOf, KiB, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import { overlap } from './block-place.ts';
import type { EditableImage } from './edit-open.ts';
import { footer, largestDynamic, sectorSize } from './layout.ts';
import { dataAlignment, largestFile } from './plan.ts';

/** Where the table of a larger disk goes. */
export interface TablePlan {
  /** It has the entries already; it becomes longer where it is; or a larger one is written elsewhere. */
  readonly kind: 'fits' | 'extended' | 'moved';
  readonly tableStart: Bytes;
  /** In whole sectors. */
  readonly tableLength: Bytes;
  readonly tableEntries: number;
  /** Behind the table, for the map of a batmap; 0 without one. */
  readonly mapLength: Bytes;
  /** What is written, where no block may lie. */
  readonly written: ByteRange;
}

/**
 * Plans the table of a larger disk. It stays in its place where only blocks are in the way. Paths of a parent are not moved,
 * nor is a batmap, which has to follow its table: then a new table goes into the first place where only blocks are.
 * Throws `resize.too-large`.
 */
export function planTable(image: EditableImage, virtualSize: Bytes, limits: Limits): TablePlan {
  const { table, found, batmap, reserved } = image;
  const { tableStart, tableEntries } = found.header;
  const blocks = Math.ceil(virtualSize / table.blockSize);
  const tableLength = roundUp(4 * Math.max(blocks, tableEntries), sectorSize);
  const mapSuffices = batmap === undefined || 8 * batmap.map.length >= blocks;
  const own = { tableStart, tableLength, mapLength: batmap?.map.length ?? 0 };
  const tableEnd = tableStart + 4 * tableEntries;
  if (blocks <= tableEntries && mapSuffices) {
    const written = { start: tableEnd, length: 0 };
    return judged(image, virtualSize, { ...own, kind: 'fits', tableEntries, written }, limits);
  }

  const added = { start: tableEnd, length: tableStart + tableLength - tableEnd };
  // The record of a batmap is found in the first sector behind the table.
  const keepsBatmap = batmap === undefined || (mapSuffices && added.length < sectorSize);
  if (keepsBatmap && !reserved.some((other) => overlap(other, added))) {
    return judged(image, virtualSize, { ...own, kind: 'extended', tableEntries: blocks, written: added }, limits);
  }

  const mapLength = batmap ? Math.max(batmap.map.length, roundUp(Math.ceil(blocks / 8), sectorSize)) : 0;
  const length = tableLength + (batmap ? batmap.stored.length + mapLength : 0);
  const start = lowestApart(length, reserved);
  const moved = { tableStart: start, tableLength, mapLength, tableEntries: Math.max(blocks, tableEntries) };
  return judged(image, virtualSize, { ...moved, kind: 'moved', written: { start, length } }, limits);
}

/** The lowest sector from which on so many bytes are clear of all ranges. */
function lowestApart(length: Bytes, ranges: readonly ByteRange[]): Bytes {
  let start = 0;
  for (const range of ranges.toSorted((a, b) => a.start - b.start)) {
    if (start + length <= range.start) break;
    start = Math.max(start, roundUp(endOf(range), sectorSize));
  }
  return start;
}

/** A full disk has to fit into what 32-bit sector numbers reach, and its table into what is looked through before writing. */
function judged({ table, reserved }: EditableImage, size: Bytes, plan: TablePlan, limits: Limits): TablePlan {
  const { blockSize, bitmapLength } = table;
  const blocksFrom = Math.max(...[...reserved, plan.written].map(endOf)) + dataAlignment;
  const stride = roundUp(bitmapLength + blockSize, dataAlignment);
  const reachable = Math.floor((largestFile - footer.size - blocksFrom) / stride);
  const blocks = Math.max(0, Math.min(reachable, Math.floor(limits.tableBytes / 4)));
  const limit = Math.min(largestDynamic, blocks * blockSize);
  if (size <= limit) return plan;
  const title = `VHD with blocks of ${String(blockSize / KiB)} KiB`;
  throw new DiskError('resize.too-large', { size, title, limit });
}
