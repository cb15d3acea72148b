import type { Bytes } from '#shared/model/bytes.ts';
import { sectorSize } from './layout.ts';

/** Cylinders, heads and sectors per track, as a footer holds them. */
export interface Geometry {
  readonly cylinders: number;
  readonly heads: number;
  readonly sectorsPerTrack: number;
}

/** What fits into the fields of a footer, about 127.5 GiB. It stands for "this disk has no geometry". */
export const maximumGeometry: Geometry = { cylinders: 65535, heads: 16, sectorsPerTrack: 255 };

const maximumSectors = 65535 * 16 * 255;
const smallDisk = 65535 * 16 * 63;

/** The geometry that the appendix of the specification gives a disk; it often holds a little less than the disk. */
export function geometryOf(size: Bytes): Geometry {
  const total = Math.min(Math.floor(size / sectorSize), maximumSectors);
  if (total >= smallDisk) return geometryWith(total, 16, 255);

  const tracks = Math.floor(total / 17);
  const heads = Math.max(4, Math.ceil(tracks / 1024));
  if (heads <= 16 && tracks < heads * 1024) return geometryWith(total, heads, 17);
  if (Math.floor(total / 31) < 16 * 1024) return geometryWith(total, 16, 31);
  return geometryWith(total, 16, 63);
}

function geometryWith(total: number, heads: number, sectorsPerTrack: number): Geometry {
  return { cylinders: Math.floor(Math.floor(total / sectorsPerTrack) / heads), heads, sectorsPerTrack };
}

/** What a geometry holds. */
export function capacityOf({ cylinders, heads, sectorsPerTrack }: Geometry): Bytes {
  return cylinders * heads * sectorsPerTrack * sectorSize;
}

/** The largest disk that a geometry can describe exactly. */
export const largestByGeometry: Bytes = maximumSectors * sectorSize;

/**
 * The smallest disk of at least that size whose geometry holds exactly all of it, so that programs that go by the geometry
 * and programs that go by the size see the same. `size` is at most `largestByGeometry`.
 */
export function sizeByGeometry(size: Bytes): Bytes {
  // A cylinder more is always enough, but the shape can change on the way and hold a little less again.
  for (let sectors = Math.ceil(size / sectorSize); ; sectors += 1) {
    const capacity = capacityOf(geometryOf(sectors * sectorSize));
    if (capacity >= size) return capacity;
  }
}

/** Whether a geometry says nothing about the size of the disk. */
export function isSilent(geometry: Geometry): boolean {
  const capacity = capacityOf(geometry);
  return capacity === 0 || capacity === capacityOf(maximumGeometry);
}
