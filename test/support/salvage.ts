import { DiskError } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { endOf, MiB } from '#shared/model/bytes.ts';
import { Disk } from '#main/core/disk/disk.ts';
import type { DiskFormat, ImageFiles } from '#main/core/disk/format.ts';
import type { Reader } from '#main/core/io/reader.ts';
import { asDiskError } from '#main/core/io/file-errors.ts';
import { RangeSet } from '#main/core/io/range-set.ts';
import { RescueFile } from '#main/core/io/rescue-file.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';

/** What a rescue made of an image: its content and what it says is lost of it, or why it refuses. */
export type Salvaged =
  | { readonly content: Uint8Array; readonly lost: readonly ByteRange[] }
  | { readonly reason: string; readonly content?: never };

/** Reads all of an image as a salvage does. Whatever is thrown but refusals comes through. */
export async function salvage(format: DiskFormat, files: ImageFiles): Promise<Salvaged> {
  const lost = new RangeSet();
  try {
    const how = { limits: defaultLimits, tolerance: 'rescue', lost: lost.add.bind(lost) } as const;
    const disk = new Disk(await format.open(files, how), undefined, lost.add.bind(lost));
    const content = new Uint8Array(disk.virtualSize);
    // In parts and not from the start, as a copy with several windows in flight may come to them.
    const parts = Array.from({ length: Math.ceil(content.length / MiB) }, (_, i) => i * MiB).reverse();
    for (const at of parts) await disk.read(at, content.subarray(at, at + MiB));
    return { content, lost: lost.first(Infinity) };
  } catch (thrown) {
    if (!(thrown instanceof DiskError)) throw thrown;
    return { reason: thrown.reason };
  }
}

/** Where a salvage keeps silent about a difference, in words; undefined where it is honest. A refusal always is. */
export function dishonesty(found: Salvaged, original: Uint8Array): string | undefined {
  if (!found.content) return undefined;
  if (found.content.length !== original.length) return `${found.content.length} bytes instead of ${original.length}`;
  let at: Bytes = 0;
  for (const { start, length } of [...found.lost, { start: original.length, length: 0 }]) {
    if (Buffer.compare(found.content.subarray(at, start), original.subarray(at, start)) !== 0) {
      let wrong = at;
      while (found.content[wrong] === original[wrong]) wrong += 1;
      return `byte ${wrong} differs; lost: ${JSON.stringify(found.lost.slice(0, 5))}`;
    }
    at = start + length;
  }
  return undefined;
}

/** Bytes that a salvage says are lost; all of the disk when it refuses. */
export function lostBytes(found: Salvaged, original: Uint8Array): Bytes {
  return found.content ? found.lost.reduce((sum, { length }) => sum + length, 0) : original.length;
}

/** A file in which reads fail that touch one of some ranges, as on a medium with bad sectors; a rescue reads around them. */
export function badMedium(file: Reader, bad: readonly ByteRange[]): RescueFile {
  return new RescueFile({
    size: file.size,
    async read(at, target, signal) {
      const end = at + target.length;
      if (bad.some((range) => range.start < end && at < endOf(range))) {
        throw asDiskError(Object.assign(new Error('EIO: a bad sector'), { code: 'EIO' }), 'the bad file');
      }
      await file.read(at, target, signal);
    },
  });
}
