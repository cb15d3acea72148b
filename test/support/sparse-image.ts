import { open } from 'node:fs/promises';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { seededRandom } from './random.ts';

/**
 * Writes a raw image with holes: `data` bytes of content, a whole number of MiB, spread evenly over `size` bytes. Each piece is
 * different, and can be compressed a little, with much work.
 */
export async function sparseImage(
  path: string,
  { size, data }: { readonly size: Bytes; readonly data: Bytes },
): Promise<void> {
  const pieces = data / MiB;
  const distance = Math.floor(size / MiB / pieces) * MiB;
  const content = seededRandom(5)
    .bytes(MiB)
    .map((byte) => byte & 0x3f);
  const handle = await open(path, 'w');
  try {
    await handle.truncate(size);
    for (let piece = 0; piece < pieces; piece += 1) {
      new DataView(content.buffer).setUint32(0, piece);
      await handle.write(content, 0, MiB, piece * distance);
    }
  } finally {
    await handle.close();
  }
}
