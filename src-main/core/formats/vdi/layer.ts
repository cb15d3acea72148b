import { clip, endOf, roundUp, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { neverCompressed } from '../../disk/uncompressed.ts';
import { cached } from '../../io/cached.ts';
import type { Reader } from '../../io/reader.ts';
import { requireRead } from '../../io/rescue-file.ts';
import { nilUuid } from '../../layout/fields.ts';
import { tablePage, type EntryTable } from '../../layout/entry-table.ts';
import { factsOf } from './facts.ts';
import { readHeader } from './header.ts';
import { judgeHeader } from './judge.ts';
import { firstReservedEntry, headerStart, imageTypes, type VdiHeader } from './layout.ts';
import { extentsOf, type BlockMap } from './map.ts';
import { readShared, sharedSlots } from './rescue-slots.ts';

/** Opens a VDI image. Only the header is read; the map is read where it is needed. */
export async function openVdi(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { limits, tolerance, signal } = how;
  const { main, name } = files;
  const header = await readHeader(files, signal);
  requireRead(main, { start: 0, length: headerStart + header.headerSize }, name);
  judgeHeader(header, { name, fileSize: main.size, limits });
  const file = cached(main, { pageSize: tablePage, pages: 16 });
  const map = { header, table: mapTable(header, file), name, fileSize: main.size, tolerance };
  return tolerance === 'rescue' ? rescueLayerOf(files, map, how) : layerOf(files, map);
}

/** The same for a rescue, which looks for slots with several owners before anything is believed. */
function rescueLayerOf(files: ImageFiles, map: BlockMap, { lost, signal: wish }: OpenOptions): Layer {
  let shared: Promise<BlockMap> | undefined;
  const withShared = () => (shared ??= sharedSlots(map, wish).then((slots) => ({ ...map, shared: slots })));
  return {
    ...layerOf(files, map),
    async *extents(range, signal) {
      yield* extentsToSectorEnd(await withShared(), range, signal);
    },
    readStored: (start, target, signal) => readShared(files.main, map, { start, target }, { lost, signal }),
  };
}

/** The number of a slot that no image has: a map for it would take 16 GiB. */
const unreadable = firstReservedEntry - 1;

/** The block map as a table, read through `file`. */
export function mapTable({ mapStart }: VdiHeader, file: Reader): EntryTable {
  return { file, start: mapStart, endianness: 'little', unreadable };
}

/** What an image with this header and this map shows. */
export function layerOf({ main, name }: ImageFiles, map: BlockMap): Layer {
  const { header } = map;
  const creator = header.banner.trim();
  return {
    variant: variantOf(header),
    virtualSize: virtualSizeOf(header),
    blockSize: header.blockSize,
    ...(header.uuid === nilUuid ? {} : { uuid: header.uuid }),
    ...(creator === '' ? {} : { creator }),
    ...lineageOf(header),
    facts: factsOf(header),
    files: [{ name, role: 'image', content: main }],
    extents: (range, signal) => extentsToSectorEnd(map, range, signal),
    readStored: neverCompressed,
  };
}

function variantOf({ imageType }: VdiHeader): string {
  if (imageType === imageTypes.differencing) return 'differencing';
  return imageType === imageTypes.fixed ? 'static' : 'dynamic';
}

/** What ties a child to its parent: the id of the disk and that of its last modification. No names are stored. */
function lineageOf(header: VdiHeader): Pick<Layer, 'marks' | 'parent'> {
  const { imageType, uuid, modificationUuid, parentUuid, parentModificationUuid: modification } = header;
  const marks = { id: uuid, modification: modificationUuid };
  if (imageType !== imageTypes.differencing) return { marks };
  const wanted = { id: parentUuid, ...(modification === undefined ? {} : { modification }) };
  return { marks, parent: { format: 'vdi', marks: wanted, names: [] } };
}

/**
 * Guests see whole sectors. Old images converted from raw files can have odd sizes; QEMU rounds those up and VirtualBox
 * rounds down, and rounding up loses nothing.
 */
function virtualSizeOf({ diskSize }: VdiHeader): number {
  return roundUp(diskSize, 512);
}

/** The runs of the disk; the bytes of a last sector that the size of the disk does not cover are zero. */
async function* extentsToSectorEnd(
  map: BlockMap,
  range: ByteRange,
  signal?: AbortSignal,
): AsyncGenerator<readonly Extent[]> {
  const { diskSize } = map.header;
  const wanted = clip(range, virtualSizeOf(map.header));
  const covered = clip(wanted, diskSize);
  yield* extentsOf(map, covered, signal);
  const start = Math.max(wanted.start, diskSize);
  const length = Math.max(0, endOf(wanted) - start);
  if (length > 0) yield [{ kind: 'zero', start, length }];
}
