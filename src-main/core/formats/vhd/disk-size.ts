import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import { capacityOf, isSilent } from './geometry.ts';
import { sectorSize, type Footer } from './layout.ts';

/** Virtual PC and QEMU (without force_size) give the guest a disk of the size of its geometry. */
const sizedByGeometry: ReadonlySet<string> = new Set(['vpc ', 'qemu']);

/**
 * The size of the disk, of the two that a footer tells. Everybody but Virtual PC and QEMU means the size field. For
 * those two the larger one counts for which there is room: Hyper-V has extended images of Virtual PC without changing
 * their creator, and going by the geometry would cut off their end.
 * @param room what the file, or the block table, has place for
 */
export function diskSizeOf(footer: Footer, room: Bytes): Bytes {
  const { currentSize } = footer;
  if (!isSizedByGeometry(footer)) return currentSize;
  const capacity = capacityOf(footer);
  const larger = Math.max(currentSize, capacity);
  return larger <= room ? larger : Math.min(currentSize, capacity);
}

/** Whether the maker of an image meant its geometry. */
function isSizedByGeometry(footer: Footer): boolean {
  return sizedByGeometry.has(footer.creatorApplication) && !isSilent(footer);
}

/** Whether it depends on the room in the image which of two sizes counts. */
export function tellsTwoSizes(footer: Footer): boolean {
  return isSizedByGeometry(footer) && footer.currentSize !== capacityOf(footer);
}

interface Evidence {
  readonly name: string;
  readonly limits: Limits;
}

/** As `diskSizeOf`; throws `vhd.disk-size` and `vhd.disk-too-large` for sizes that no disk has. */
export function checkedDiskSize(footer: Footer, room: Bytes, { name, limits }: Evidence): Bytes {
  const size = diskSizeOf(footer, room);
  if (size === 0 || size % sectorSize !== 0) throw new DiskError('vhd.disk-size', { name, size });
  if (size > limits.virtualSize) throw new DiskError('vhd.disk-too-large', { name, size, limit: limits.virtualSize });
  return size;
}
