import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import { ExtentList } from '../../disk/extent-list.ts';
import { entryRuns, type EntryTable } from '../../layout/entry-table.ts';
import { firstReservedEntry, zeroEntry, type VdiHeader } from './layout.ts';

/** A block map with all that is needed to find the blocks it names. */
export interface BlockMap {
  readonly header: VdiHeader;
  readonly table: EntryTable;
  readonly name: string;
  readonly fileSize: Bytes;
  readonly tolerance: 'strict' | 'rescue';
}

/**
 * The runs of `range`, which lies inside the disk as the header gives it. Throws `vdi.slot-range` and `vdi.block-truncated`;
 * with tolerance `rescue` what is out of reach is a hole instead.
 */
export async function* extentsOf(
  map: BlockMap,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly Extent[]> {
  const { blockSize } = map.header;
  const list = new ExtentList();
  const first = Math.floor(range.start / blockSize);
  const end = Math.ceil(endOf(range) / blockSize);
  for await (const run of entryRuns(map.table, first, end, signal)) {
    let block = run.first;
    for (const entry of run.entries) {
      const start = Math.max(range.start, block * blockSize);
      const length = Math.min(endOf(range), (block + 1) * blockSize) - start;
      addBlock(list, map, { block, entry, start, length });
      block += 1;
    }
    yield list.take();
  }
  yield list.finish();
}

/** The wanted part of one block: `start` and `length` are bytes of the disk. */
interface BlockPart extends ByteRange {
  readonly block: number;
  readonly entry: number;
}

function addBlock(list: ExtentList, map: BlockMap, part: BlockPart): void {
  const { entry, start, length } = part;
  if (entry < firstReservedEntry) addStored(list, map, part);
  else list.run(entry === zeroEntry ? 'zero' : 'hole', start, length);
}

function addStored(list: ExtentList, map: BlockMap, { block, entry: slot, start, length }: BlockPart): void {
  const { header, name, fileSize } = map;
  const { blockSize, blockExtra, dataStart, diskSize, blocks } = header;
  const strict = map.tolerance === 'strict';
  if (strict && slot >= blocks) throw new DiskError('vdi.slot-range', { name, block, slot, slots: blocks });

  const slotData = dataStart + slot * (blockExtra + blockSize) + blockExtra;
  // Nothing behind the end of the disk is ever needed of the last block, so a writer may have cut it there.
  const end = slotData + Math.min(blockSize, diskSize - block * blockSize);
  if (strict && end > fileSize) throw new DiskError('vdi.block-truncated', { name, block, end, size: fileSize });

  const place = slotData + start - block * blockSize;
  const whole = slot < blocks ? Math.min(length, Math.max(0, fileSize - place)) : 0;
  if (whole > 0) list.stored(start, whole, 0, place);
  if (whole < length) list.run('hole', start + whole, length - whole);
}
