import { clip, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { ImageFiles, Layer } from '../../disk/format.ts';
import { neverCompressed } from '../../disk/uncompressed.ts';

/**
 * Opens a raw image. The file's length is the disk's size, whether or not it fills whole sectors. Nothing in it tells the
 * variant, so the host's disk is asked: where all of the file has room, the image is `full`.
 */
export async function openRaw(files: ImageFiles): Promise<Layer> {
  const virtualSize = files.main.size;
  const bytesBeyond = virtualSize % 512;
  const allocated = (await files.main.allocatedSize?.()) ?? 0;
  return {
    variant: virtualSize > 0 && allocated >= virtualSize ? 'full' : 'sparse',
    virtualSize,
    blockSize: null,
    facts: bytesBeyond > 0 ? { bytesBeyondLastSector: bytesBeyond } : {},
    files: [{ name: files.name, role: 'image', content: files.main }],
    async *extents(range: ByteRange): AsyncGenerator<readonly Extent[]> {
      const { start, length } = clip(range, virtualSize);
      if (length > 0) yield [{ kind: 'data', start, length, stored: { file: 0, start, length } }];
    },
    readStored: neverCompressed,
  };
}
