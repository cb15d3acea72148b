import { DiskError } from '#shared/errors.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { viewOf } from '../../layout/struct.ts';
import { flag, sectorSize, sparseHeader } from './layout.ts';
import { has, passesNewlineTest } from './check-header.ts';
import { openListed } from './open-set.ts';
import { readDescriptor } from './read-descriptor.ts';

/**
 * True for the first sector of a sparse file that holds no part of the disk, but a descriptor of extents beside it. QEMU
 * reads such files; nothing else of the header has a meaning then.
 */
export function isCarrier(head: Uint8Array): boolean {
  const view = viewOf(head);
  const at = (field: 'capacity' | 'descriptorOffset') => view.getBigUint64(sparseHeader.offsetOf(field), true);
  return at('capacity') === 0n && at('descriptorOffset') !== 0n;
}

/** Opens a disk through a descriptor that lies in a sparse file without grains. Throws `vmdk.newline-damage` or `vmdk.bad-header`. */
export async function openCarrier(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  const bytes = new Uint8Array(sparseHeader.size);
  await main.read(0, bytes, how.signal);
  const header = sparseHeader.decode(bytes);
  if (has(header, flag.newlineTest) && !passesNewlineTest(header)) throw new DiskError('vmdk.newline-damage', { name });
  const { descriptorOffset, descriptorSize } = header;
  const fileSectors = Math.ceil(main.size / sectorSize);
  if (descriptorOffset >= fileSectors) {
    const allowed = `at most ${fileSectors} sectors, the size of the file`;
    throw new DiskError('vmdk.bad-header', {
      name,
      field: 'place of the descriptor',
      value: descriptorOffset,
      allowed,
    });
  }
  // Some writers leave the size out; the text ends at its first NUL in any case.
  const sectors = Math.min(descriptorSize === 0 ? Infinity : descriptorSize, fileSectors - descriptorOffset);
  const area = { start: descriptorOffset * sectorSize, length: sectors * sectorSize };
  return openListed(files, await readDescriptor(main, area, name, how), how);
}
