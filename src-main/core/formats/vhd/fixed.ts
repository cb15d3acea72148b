import { DiskError } from '#shared/errors.ts';
import { clip, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { neverCompressed } from '../../disk/uncompressed.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { checkedDiskSize } from './disk-size.ts';
import { identityOf } from './facts.ts';

/** A fixed image: the disk as it is, and a footer. */
export function openFixed(files: ImageFiles, chosen: ChosenFooter, { limits, tolerance }: OpenOptions): Layer {
  const { main, name } = files;
  const room = main.size - chosen.lengthAtEnd;
  const virtualSize = checkedDiskSize(chosen.footer, room, { name, limits });
  if (virtualSize > room && tolerance === 'strict') {
    throw new DiskError('vhd.data-truncated', { name, size: virtualSize, room });
  }
  // What a damaged footer says of the size is true when the file is exactly as long.
  if (!chosen.isIntact && virtualSize !== room) throw new DiskError('vhd.footer-checksum', { name });
  return {
    variant: 'fixed',
    virtualSize,
    blockSize: null,
    ...identityOf(chosen),
    files: [{ name, role: 'image', content: main }],
    extents: (range) => extentsOf(clip(range, virtualSize), room),
    readStored: neverCompressed,
  };
}
async function* extentsOf(range: ByteRange, room: Bytes): AsyncGenerator<readonly Extent[]> {
  const { start, length } = clip(range, room);
  if (length > 0) yield [{ kind: 'data', start, length, stored: { file: 0, start, length } }];
  if (length < range.length) yield [{ kind: 'lost', start: start + length, length: range.length - length }];
}
