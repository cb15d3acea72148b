import { DiskError } from '#shared/errors.ts';
import { clip, type ByteRange } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { requireRead } from '../../io/rescue-file.ts';
import { decodeDescriptor } from './descriptor-text.ts';
import type { Descriptor } from './descriptor.ts';
import { parseDescriptor } from './parse-descriptor.ts';

/**
 * Reads the descriptor that lies in a range of a file, up to the first NUL. Throws `vmdk.descriptor-too-long` when it
 * does not end within the limit, and what decoding and parsing throw.
 */
export async function readDescriptor(
  reader: Reader,
  area: ByteRange,
  name: string,
  how: OpenOptions,
): Promise<Descriptor> {
  return parseDescriptor(decodeDescriptor(await readDescriptorBytes(reader, area, name, how), name), name);
}

/** The bytes of that range, or as much of it as a descriptor may take. Throws `vmdk.descriptor-too-long`. */
export async function readDescriptorBytes(
  reader: Reader,
  area: ByteRange,
  name: string,
  { limits, signal }: OpenOptions,
): Promise<Uint8Array> {
  const { start, length } = clip(area, reader.size);
  const limit = limits.textBytes;
  const content = new Uint8Array(Math.min(length, limit + 1));
  await reader.read(start, content, signal);
  // A part of the text would be another disk.
  requireRead(reader, { start, length: content.length }, name);
  if (content.length > limit && !content.includes(0)) throw new DiskError('vmdk.descriptor-too-long', { name, limit });
  return content;
}
