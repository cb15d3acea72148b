import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { clearRange, writeZeros } from '../../io/clear-range.ts';
import type { EditableMap } from './edit-map.ts';
import { imageTypes } from './layout.ts';
import { dataOfSlot, isSlot } from './map.ts';
import { slotStart } from './slots.ts';

/** Takes their slots from all blocks from `first` on, and flushes if there were any. They read as zeros then. */
export async function dropBlocksFrom(map: EditableMap, first: number, signal: AbortSignal): Promise<void> {
  const { header, table } = map.map;
  for await (const run of entryRuns(table, first, header.blocks, signal)) {
    for (const [i, slot] of run.entries.entries()) if (isSlot(slot)) await map.declareZero(run.first + i, slot);
    await map.relieve(signal);
  }
  await map.flush(signal);
}

/** Makes zero what the slot of a last block holds behind the end of a disk of that size, and makes the slot whole. */
export async function clearBehindDisk(file: Writer, map: EditableMap, diskSize: Bytes): Promise<void> {
  const { header, table } = map.map;
  const { blockSize } = header;
  const inBlock = diskSize % blockSize;
  if (inBlock === 0) return;
  const block = (diskSize - inBlock) / blockSize;
  for await (const { entries } of entryRuns(table, block, block + 1)) {
    const [slot] = entries;
    if (slot === undefined || !isSlot(slot)) return;
    const range = {
      start: dataOfSlot(header, slot) + inBlock,
      length: roundUp(diskSize, blockSize) - diskSize,
    };
    // The space of a static image stays taken, as that is what it is for.
    if (header.imageType === imageTypes.fixed) await writeZeros(file, range);
    else await clearRange(file, range);
    const end = slotStart(header, slot + 1);
    if (end > file.size) await file.resize(end);
  }
}
