import type { Bytes } from '#shared/model/bytes.ts';
import type { EditableLayer, Identity, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { editVdi } from '#main/core/formats/vdi/edit.ts';
import { header, headerStart } from '#main/core/formats/vdi/layout.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { viewOf, type ValueOf } from '#main/core/layout/struct.ts';
import { fixedIdentity, MemoryImage } from '#test/support/make-image.ts';

/** Opens an image to be written in place, with identifiers that count up from 1 unless told otherwise. */
export function editImage(files: ImageFiles<Writer>, identity: Identity = fixedIdentity()): Promise<EditableLayer> {
  return editVdi(files, { limits: defaultLimits, tolerance: 'strict', identity });
}

/** Some bytes in memory as an image. */
export function imageOf(bytes: Uint8Array): MemoryImage {
  return new MemoryImage('disk.vdi', bytes);
}

export function headerOf(bytes: Uint8Array): ValueOf<typeof header> {
  return header.decode(bytes.subarray(headerStart));
}

/** The entries of the map. */
export function mapOf(bytes: Uint8Array): readonly number[] {
  const { mapStart, blocks } = headerOf(bytes);
  const view = viewOf(bytes);
  return Array.from({ length: blocks }, (_, block) => view.getUint32(mapStart + 4 * block, true));
}

/** `length` bytes of one value. */
export function filled(value: number, length: Bytes): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).fill(value);
}
