import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactionPlan, ImageFiles, OpenOptions } from '../../disk/format.ts';
import { cached } from '../../io/cached.ts';
import { entryRuns, tablePage } from '../../layout/entry-table.ts';
import { readEditableHeader } from './edit-open.ts';
import { slotsOf } from './edit-slots.ts';
import { mapTable } from './layer.ts';
import { imageTypes, type VdiHeader } from './layout.ts';
import { isSlot, type BlockMap } from './map.ts';
import { blocksOfDisk, slotStart } from './slots.ts';

/**
 * Says what a compaction could give back. Reads the whole map and no data. Throws what `editVdi` throws, and
 * `compact.rewrite-instead` for a static image.
 */
export async function planCompaction(files: ImageFiles, how: OpenOptions): Promise<CompactionPlan> {
  const { main, name } = files;
  const header = await readEditableHeader(files, how);
  judgeCompaction(header, name);
  const table = mapTable(header, cached(main, { pageSize: tablePage, pages: 16 }));
  const map: BlockMap = { header, table, name, fileSize: main.size, tolerance: 'strict' };
  const { count } = await slotsOf(map, how.signal);
  return {
    unit: header.blockSize,
    canDeclareZero: true,
    orphanedBytes: main.size - compactedSize(map, count),
    allocated: (signal) => allocatedBlocks(map, signal),
    sizeAfter: (units) => Promise.resolve(compactedSize(map, count - units.count)),
  };
}

/** Throws `compact.rewrite-instead` for a static image: it is meant to take the space of its whole disk. */
export function judgeCompaction({ imageType }: VdiHeader, name: string): void {
  if (imageType === imageTypes.fixed) throw new DiskError('compact.rewrite-instead', { name, title: 'static VDI' });
}

/**
 * The slots in use end up side by side. A file that ends before that ends inside the last of them, where the disk ends, or has
 * no slot at all: it stays as it is.
 */
function compactedSize({ header, fileSize }: BlockMap, slots: number): Bytes {
  return Math.min(fileSize, slotStart(header, slots));
}

/** A map may be longer than the disk: what lies behind the disk takes space, but is no unit of it. */
async function* allocatedBlocks({ header, table }: BlockMap, signal?: AbortSignal): AsyncGenerator<readonly number[]> {
  for await (const { first, entries } of entryRuns(table, 0, blocksOfDisk(header), signal)) {
    const blocks: number[] = [];
    for (const [i, entry] of entries.entries()) if (isSlot(entry)) blocks.push(first + i);
    if (blocks.length > 0) yield blocks;
  }
}
