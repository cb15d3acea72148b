import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactionPlan, ImageFiles, OpenOptions } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { planLayout, type CompactLayout, type Content } from './compact-layout.ts';
import { readEditableFooter } from './edit-footers.ts';
import { openEditable, type EditableImage } from './edit-open.ts';
import { diskTypes, footer, unallocated } from './layout.ts';
import { footerStartFor } from './move-footer.ts';
import { leastTrailing } from './plan.ts';
import type { BlockTable } from './table.ts';

/**
 * Says what a compaction could give back. Reads the whole table and no data. Throws what `editVhd` throws, and
 * `compact.rewrite-instead` for a fixed image.
 */
export async function planVhdCompaction(files: ImageFiles, how: OpenOptions): Promise<CompactionPlan> {
  const { size } = files.main;
  const image = await openCompactable(files, how);
  const { table } = image;

  async function sizeWithout(dropped: (block: number) => boolean, signal?: AbortSignal): Promise<Bytes> {
    const content = await contentWithout(image, dropped, signal);
    const start = footerStartAfter(image, content, planLayout(content));
    return start === table.dataEnd ? size : start + footer.size;
  }

  return {
    unit: table.blockSize,
    canDeclareZero: false,
    orphanedBytes: size - (await sizeWithout(() => false, how.signal)),
    allocated: (signal) => allocatedBlocks(table, signal),
    sizeAfter: (units, signal) => sizeWithout((block) => units.has(block), signal),
  };
}

/** Opens an image that can be compacted in place. */
export async function openCompactable(files: ImageFiles, options: OpenOptions): Promise<EditableImage> {
  const how = { ...options, tolerance: 'strict' } as const;
  const chosen = await readEditableFooter(files, how);
  if (chosen.footer.diskType === diskTypes.fixed) {
    throw new DiskError('compact.rewrite-instead', { name: files.name, title: 'fixed VHD' });
  }
  return openEditable(files, chosen, how);
}

/** What takes space when some blocks are dropped. */
export async function contentWithout(
  { table, blocks, reserved }: EditableImage,
  isDropped: (block: number) => boolean,
  signal?: AbortSignal,
): Promise<Content> {
  const { bitmapLength, blockSize, virtualSize, entries: stored } = table;
  const starts = new Uint32Array(blocks.starts.length);
  let count = 0;
  for await (const { first, entries } of entryRuns(stored, 0, Math.ceil(virtualSize / blockSize), signal)) {
    for (const [i, entry] of entries.entries()) {
      if (entry === unallocated || isDropped(first + i)) continue;
      starts[count] = entry;
      count += 1;
    }
  }
  return { bitmapLength, blockSize, starts: starts.subarray(0, count).sort(), last: blocks.last, reserved };
}

/** Where the footer goes. An image of which nothing changes keeps a little room behind its last block. */
export function footerStartAfter(
  { table, blocks }: EditableImage,
  { starts }: Content,
  { moves, end }: Pick<CompactLayout, 'moves' | 'end'>,
): Bytes {
  const isChanged = moves > 0 || starts.length < blocks.starts.length;
  const isWorthIt = isChanged || table.dataEnd - end >= leastTrailing;
  return isWorthIt ? footerStartFor(end, table.dataEnd) : table.dataEnd;
}

async function* allocatedBlocks(table: BlockTable, signal?: AbortSignal): AsyncGenerator<readonly number[]> {
  const count = Math.ceil(table.virtualSize / table.blockSize);
  for await (const { first, entries } of entryRuns(table.entries, 0, count, signal)) {
    const blocks: number[] = [];
    for (const [i, entry] of entries.entries()) if (entry !== unallocated) blocks.push(first + i);
    if (blocks.length > 0) yield blocks;
  }
}
