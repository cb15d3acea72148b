import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { largestByGeometry, sizeByGeometry } from './geometry.ts';
import type { VhdOptions } from './options.ts';

/** The size of a new disk. Throws `disk.too-large` where no geometry describes a disk of that size. */
export function fitSize(size: Bytes, { sizing }: VhdOptions): Bytes {
  if (sizing === 'exact') return size;
  if (size <= largestByGeometry) return sizeByGeometry(size);
  throw new DiskError('disk.too-large', { size, title: 'VHD (size by geometry)', limit: largestByGeometry });
}
