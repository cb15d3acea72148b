import type { Bytes } from '#shared/model/bytes.ts';
import { clearRange } from '../../io/clear-range.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { sectorSize, unallocated } from './layout.ts';
import type { BlockTable } from './table.ts';

interface DiskEnd {
  readonly diskSize: Bytes;
  /** What the block that starts at a sector takes of the file, its bitmap included. */
  readonly lengthOf: (sector: number) => Bytes;
}

/** Makes zero what the last block of a disk of some size holds behind its end: a disk that grows shows it. */
export async function clearBehindDisk(file: Writer, table: BlockTable, { diskSize, lengthOf }: DiskEnd): Promise<void> {
  const { blockSize, bitmapLength } = table;
  const inBlock = diskSize % blockSize;
  if (inBlock === 0) return;
  const block = (diskSize - inBlock) / blockSize;
  for await (const { entries } of entryRuns(table.entries, block, block + 1)) {
    const [sector] = entries;
    if (sector === undefined || sector === unallocated) return;
    const used = bitmapLength + inBlock;
    await clearRange(file, { start: sector * sectorSize + used, length: Math.max(0, lengthOf(sector) - used) });
  }
}
