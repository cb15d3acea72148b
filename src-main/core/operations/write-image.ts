import { DiskError } from '#shared/errors.ts';
import type { Digest } from '#shared/model/convert.ts';
import { copyInto } from '../disk/copy.ts';
import { digestFor } from '../disk/digest.ts';
import type { Disk } from '../disk/disk.ts';
import type { Watch } from '../disk/format.ts';
import { verifyImage } from '../disk/verify.ts';
import type { OutputFiles } from '../io/atomic-output.ts';
import { freshIdentity } from './identity.ts';
import type { Draft } from './plan-conversion.ts';

/** What became of a disk that was written as a new image. */
export interface Written {
  readonly dataBytes: number;
  readonly bytesWritten: number;
  readonly files: readonly string[];
  readonly digest: Digest | null;
}

/**
 * Writes the content of a disk as a new image and, unless told otherwise, reads that back and compares. Throws
 * `verify.differs`.
 */
export async function writeImage(
  disk: Disk,
  files: OutputFiles,
  draft: Draft,
  { verify, watch }: { readonly verify: boolean; readonly watch: Watch },
): Promise<Written> {
  const { choice, virtualSize, dataBytes: expectedBytes } = draft;
  const emptySpace = disk.virtualSize - expectedBytes;
  const digest = verify ? digestFor(emptySpace) : undefined;
  const plan = { virtualSize, options: choice.options, identity: freshIdentity };
  const sink = await choice.variant.create(files, plan);
  const dataBytes = await copyInto(sink, disk, { virtualSize, expectedBytes, digest, watch });
  const source = (await digest?.finish(disk.virtualSize, watch)) ?? null;
  if (source) {
    const job = { files, format: choice.format, contentSize: disk.virtualSize, virtualSize, expectedBytes: dataBytes };
    const found = await verifyImage(job, digestFor(emptySpace), watch);
    if (found.value !== source.value) {
      throw new DiskError('verify.differs', { expected: source.value, found: found.value });
    }
  }
  return { dataBytes, bytesWritten: await files.allocatedSize(), files: files.paths, digest: source };
}
