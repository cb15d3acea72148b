import type { Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, ResizeOptions } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { fixedIdentity } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';
import type { Seen } from './random-image.ts';

export async function resize(
  files: ImageFiles<Writer>,
  virtualSize: Bytes,
  rest: Partial<ResizeOptions> = {},
): Promise<void> {
  const how = { limits: defaultLimits, identity: fixedIdentity(), virtualSize, watch: unwatched };
  const single = {
    ...{ main: files.main, name: files.name, sibling: (name: string) => files.sibling(name) },
    create: () => Promise.reject(new Error('a VHD has one file')),
    replaceMain: () => Promise.reject(new Error('a VHD has no descriptor')),
    remove: () => Promise.reject(new Error('a VHD has one file')),
  };
  await vhd.resize?.(single, { ...how, ...rest });
}

/** What is to be seen when a disk has another size: the same, cut off or continued by zeros that nobody has. */
export function resized({ content, present }: Seen, virtualSize: Bytes): Seen {
  const seen = { content: new Uint8Array(virtualSize), present: new Uint8Array(virtualSize / 512) };
  seen.content.set(content.subarray(0, virtualSize));
  seen.present.set(present.subarray(0, virtualSize / 512));
  return seen;
}

/** Whether two contents are the same; what is zero may be there or not. */
export function readsTheSame(a: Seen, b: Seen): boolean {
  return Buffer.compare(a.content, b.content) === 0;
}
