import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from './reader.ts';

/**
 * Makes a new file `size` bytes long, all zeros, and takes the space for it at once where the file can: a disk without room
 * is then found out before the first byte is written. Throws `target.disk-full`.
 */
export async function takeSpace(file: Writer, size: Bytes): Promise<void> {
  await (file.preallocate?.(size) ?? file.resize(size));
}
