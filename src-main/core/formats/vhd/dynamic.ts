import { DiskError } from '#shared/errors.ts';
import { clip, KiB } from '#shared/model/bytes.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { neverCompressed } from '../../disk/uncompressed.ts';
import { cached } from '../../io/cached.ts';
import { tablePage } from '../../layout/entry-table.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { checkedDiskSize } from './disk-size.ts';
import { readClaim } from './claim.ts';
import { headerFacts, identityOf } from './facts.ts';
import { readHeader, type FoundHeader } from './header.ts';
import { bitmapLength, diskTypes, header, sectorSize, unallocated, type Footer } from './layout.ts';
import { readDoubtful, rescueExtents, type RescuedBlocks } from './rescue-blocks.ts';
import { requireProof } from './rescue-proof.ts';
import { surveyForRescue } from './rescue-survey.ts';
import { extentsOf, type BlockTable } from './table.ts';

/** A dynamic image as it is read, with what is needed to write into it as well. */
export interface DynamicImage {
  readonly layer: Layer;
  readonly table: BlockTable;
  readonly found: FoundHeader;
}

/**
 * A dynamic image: blocks in the order in which they were first written, found through a table. A differencing image is
 * the same, except that a sector whose bit is not set is the parent's.
 */
export async function openDynamic(files: ImageFiles, chosen: ChosenFooter, how: OpenOptions): Promise<DynamicImage> {
  const { main, name } = files;
  const found = await readHeader(files, chosen.footer.headerStart, how);
  const { blockSize, tableEntries } = found.header;
  const room = tableEntries * blockSize;
  const virtualSize = checkedDiskSize(chosen.footer, room, { name, limits: how.limits });
  if (virtualSize > room) {
    const needed = Math.ceil(virtualSize / blockSize);
    throw new DiskError('vhd.table-too-small', { name, entries: tableEntries, size: virtualSize, needed });
  }
  const table = blockTableOf(files, chosen, found, { virtualSize, tolerance: how.tolerance });
  const identity = identityOf(chosen);
  const parent = isChild(chosen) ? await readClaim(files, found.header, how) : undefined;
  const layer: Layer = {
    variant: parent ? 'differencing' : 'dynamic',
    virtualSize,
    blockSize,
    ...identity,
    ...(parent ? { parent } : {}),
    facts: { ...identity.facts, ...headerFacts(found) },
    files: [{ name, role: 'image', content: main }],
    extents: (range, signal) => extentsOf(table, clip(range, virtualSize), signal),
    readStored: neverCompressed,
  };
  if (how.tolerance === 'strict') return { layer, table, found };
  await requireProof(files, chosen, { table, found }, how);
  return { layer: rescued(layer, files, { table, found }, how), table, found };
}

/** A layer that reads around damage. The table is walked before anything of it is believed. */
function rescued(
  layer: Layer,
  files: ImageFiles,
  { table, found }: Pick<DynamicImage, 'table' | 'found'>,
  how: OpenOptions,
): Layer {
  let known: Promise<RescuedBlocks> | undefined;
  const isChild = layer.parent !== undefined;
  const blocks = () =>
    (known ??= surveyForRescue(files, table, found, how).then((survey) => ({
      main: files.main,
      table,
      survey,
      isChild,
    })));
  const { lost = () => undefined } = how;
  return {
    ...layer,
    async *extents(range, signal) {
      yield* rescueExtents(await blocks(), clip(range, table.virtualSize), signal);
    },
    readStored: async (start, target, signal) => readDoubtful(await blocks(), { start, target }, lost, signal),
  };
}

function isChild({ footer }: ChosenFooter): boolean {
  return footer.diskType === diskTypes.differencing;
}

/** A sector that no block starts in: the block would reach beyond the 2 TiB that a file can have. */
const unreadable = unallocated - 1;

/** The block table that a header describes, ready to be walked. */
export function blockTableOf(
  { main, name }: ImageFiles,
  { footer, lengthAtEnd }: ChosenFooter,
  found: FoundHeader,
  rest: Pick<BlockTable, 'virtualSize' | 'tolerance'>,
): BlockTable {
  const { blockSize, tableStart, tableEntries } = found.header;
  return {
    ...rest,
    name,
    blockSize,
    bitmapLength: bitmapLength(blockSize),
    bitmaps: cached(main, { pageSize: 4 * KiB, pages: 256 }),
    bitmapOrder: hasReversedBitmaps(footer) ? 'words-reversed' : 'bytes',
    entries: {
      file: cached(main, { pageSize: tablePage, pages: 16 }),
      start: tableStart,
      endianness: 'big',
      unreadable,
    },
    metadata: [
      // The copy of the footer.
      { start: 0, length: sectorSize },
      { start: found.start, length: header.size },
      { start: tableStart, length: 4 * tableEntries },
    ],
    dataEnd: main.size - lengthAtEnd,
  };
}

/** Version 0.1 of XenServer's tapdisk wrote its bitmaps as little-endian 32-bit words. */
function hasReversedBitmaps({ creatorApplication, creatorVersionMajor, creatorVersionMinor }: Footer): boolean {
  return creatorApplication === 'tap\0' && creatorVersionMajor === 0 && creatorVersionMinor === 1;
}
