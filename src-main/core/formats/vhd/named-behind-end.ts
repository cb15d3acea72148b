import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { overlap } from './block-place.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { BlockTable } from './table.ts';

/**
 * Places that entries behind the end of the disk name, with nothing else in them. No guest reads them, but QEMU opens no image of which an
 * entry points behind the end of the file, and a disk that was larger once may become so again.
 * @param starts the sectors of the disk's own blocks, in order
 */
export async function namedBehindEnd(
  table: BlockTable,
  { starts, tableEntries }: { readonly starts: Uint32Array; readonly tableEntries: number },
  signal: AbortSignal | undefined,
): Promise<readonly ByteRange[]> {
  const { blockSize, bitmapLength, virtualSize, dataEnd, metadata } = table;
  const blocks = Math.ceil(virtualSize / blockSize);
  const named: ByteRange[] = [];
  for await (const { entries } of entryRuns(table.entries, blocks, Math.max(blocks, tableEntries), signal)) {
    for (const entry of entries) {
      const start = entry * sectorSize;
      if (entry === unallocated || start >= dataEnd) continue;
      const range = { start, length: Math.min(bitmapLength + blockSize, dataEnd - start) };
      const isNonsense = metadata.some((other) => overlap(other, range)) || touchesBlock(range, starts, table);
      if (!isNonsense) named.push(range);
    }
  }
  return named;
}

/** Whether a range lies upon one of the disk's own blocks. */
function touchesBlock(range: ByteRange, starts: Uint32Array, { bitmapLength, blockSize }: BlockTable): boolean {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) * sectorSize + bitmapLength + blockSize <= range.start) low = middle + 1;
    else high = middle;
  }
  return (starts[low] ?? Infinity) * sectorSize < endOf(range);
}
