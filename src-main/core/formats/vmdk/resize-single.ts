import { roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { ResizeFiles, ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { SectorRanges } from './check-ranges.ts';
import type { Descriptor } from './descriptor.ts';
import { ContentMark } from './edit-content-mark.ts';
import { sectorSize, usual } from './layout.ts';
import { openMovableExtent, storedGrains, type MovableExtent } from './movable-extent.ts';
import { openMovableSingle } from './movable-image.ts';
import { readHeader } from './read-header.ts';
import { textOf } from './repair-descriptor.ts';
import { withExtents, withGeometry } from './resize-descriptor.ts';
import { refuseSize } from './resize-limit.ts';
import { prepareSize, trimExtent, writeHeader } from './resize-sparse.ts';

/**
 * Resizes a disk in one sparse file. The size stands in the header and in the descriptor, which no single write can change both
 * where they lie. So a copy of the descriptor with the new size is put at the end of the file, and one write of the header
 * switches to it, to the new capacity and to the new directories at once. Then the descriptor where programs expect it
 * is written anew while nobody reads it, the header points there again, and the copy is cut off. At every moment header,
 * directories and descriptor agree.
 */
export async function resizeSingle(files: ResizeFiles, options: ResizeOptions): Promise<void> {
  const { limits, identity, virtualSize, watch } = options;
  const { main, name } = files;
  const { signal } = watch;
  const how = { limits, tolerance: 'strict', signal } as const;
  const { extent, descriptor, area } = await openMovableSingle(files, how, 'resize.not-possible');
  refuseSize('monolithicSparse', virtualSize);
  if (extent.length === virtualSize) return;
  await (await ContentMark.find(main, area, name, { ...how, identity })).change(signal);

  const sectors = virtualSize / sectorSize;
  const change = await prepareSize(extent, { sectors, limits, watch });
  const text = await resizedText(main, area, { descriptor, virtualSize });
  const home = await homeOf(extent, area, signal);
  const staysHome = text.length <= home.length;

  const end = roundUp(main.size, sectorSize);
  const room = Math.max(area.length, roundUp(text.length, sectorSize));
  await writePadded(main, end, text, room);
  await main.flush();
  await writeHeader(main, { ...change, descriptorOffset: end / sectorSize, descriptorSize: room / sectorSize });
  if (staysHome) {
    await writePadded(main, home.start, text, home.length);
    await main.flush();
    await writeHeader(main, { descriptorOffset: home.start / sectorSize, descriptorSize: home.length / sectorSize });
    await main.resize(end);
    await main.flush();
  }
  const source = await readHeader(main, name, how);
  const place = { start: 0, length: virtualSize };
  await trimExtent(await openMovableExtent(place, main, source, { ...how, name, sharers: 1 }), signal);
}

async function resizedText(
  main: Writer,
  { start, length }: ByteRange,
  { descriptor, virtualSize }: { readonly descriptor: Descriptor; readonly virtualSize: Bytes },
): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  await main.read(start, bytes);
  const lines = { kept: 1, lastSectors: virtualSize / sectorSize, added: [] };
  return Buffer.from(withGeometry(withExtents(textOf(bytes), lines), descriptor, virtualSize), 'latin1');
}

/**
 * Where the descriptor is to lie: behind the header, where QEMU looks for it whatever the header says, if that is free (an
 * interrupted resize leaves it elsewhere), or else where it is.
 */
async function homeOf(extent: MovableExtent<Writer>, area: ByteRange, signal: AbortSignal): Promise<ByteRange> {
  const first = usual.descriptorOffset;
  if (area.start === first * sectorSize) return area;
  const end = first + area.length / sectorSize;
  const others = new SectorRanges(extent.fixed.filter(({ start }) => start !== area.start / sectorSize));
  if (others.touches(first, end - first) || end > extent.source.header.overhead) return area;
  for await (const { sectors } of storedGrains(extent, signal)) {
    if (sectors.some((sector) => sector < end)) return area;
  }
  return { start: first * sectorSize, length: area.length };
}

/** NULs end the text and fill its room. */
async function writePadded(file: Writer, at: Bytes, text: Uint8Array, room: Bytes): Promise<void> {
  const bytes = new Uint8Array(room);
  bytes.set(text);
  await file.write(at, bytes);
}
