import type { EditableLayer, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits, type Limits } from '#main/core/disk/limits.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import type { Recorder } from '#test/support/crash.ts';
import { fixedIdentity, MemoryImage } from '#test/support/make-image.ts';

/** Opens a VHD to be written in place. */
export async function edit(files: ImageFiles<Writer>, limits: Partial<Limits> = {}): Promise<EditableLayer> {
  const how = { limits: { ...defaultLimits, ...limits }, tolerance: 'strict', identity: fixedIdentity() } as const;
  const layer = await vhd.edit?.(files, how);
  if (!layer) throw new Error('VHD cannot be edited');
  return layer;
}

/** An image in memory. */
export function imageOf(content: Uint8Array): MemoryImage {
  return new MemoryImage('disk.vhd', content);
}

/** The same image, with what is done to it remembered. */
export function recorded(image: MemoryImage, recorder: Recorder): ImageFiles<Writer> {
  const main = recorder.record(image.name, image.main);
  return { main, name: image.name, sibling: (name) => image.sibling(name) };
}

/** The first entries of a table that starts at its usual place. */
export function entriesOf(image: Uint8Array, count: number): readonly number[] {
  return Array.from({ length: count }, (_, i) => viewOf(image).getUint32(1536 + 4 * i));
}

/** How often the cookie of a footer stands at the start of a sector. */
export function countFooters(image: Uint8Array): number {
  let count = 0;
  for (let at = 0; at + 8 <= image.length; at += 512) {
    if (Buffer.from(image.subarray(at, at + 8)).toString('latin1') === 'conectix') count += 1;
  }
  return count;
}
