import { DiskError } from '#shared/errors.ts';
import type { Digest } from '#shared/model/convert.ts';
import { CellChecks } from '../disk/cell-checks.ts';
import { copyInto, type CopyOptions } from '../disk/copy.ts';
import { digestBeside } from '../disk/digest-thread.ts';
import type { Disk } from '../disk/disk.ts';
import type { Identity, Watch } from '../disk/format.ts';
import { verifyImage } from '../disk/verify.ts';
import { whileUnchanged, type WatchedFolder } from '../disk/while-unchanged.ts';
import type { OutputFiles } from '../io/atomic-output.ts';
import { freshIdentity } from './identity.ts';
import type { Draft } from './plan-conversion.ts';

/** What became of a disk that was written as a new image. */
export interface Written {
  readonly dataBytes: number;
  readonly bytesWritten: number;
  readonly files: readonly string[];
  readonly digest: Digest | null;
  /** To be asked once the output has its name. */
  readonly canFlush: () => boolean;
}

export interface WriteImageOptions {
  readonly verify: boolean;
  readonly watch: Watch;
  /** Where the disk is read from: must not change before all of it has been read. */
  readonly sources: readonly WatchedFolder[];
  /** Defaults to identifiers of its own. */
  readonly identity?: Identity;
}

/**
 * Writes the content of a disk as a new image and, unless told otherwise, reads that back and compares. Throws
 * `verify.differs`, and `source.changed`.
 */
export async function writeImage(
  disk: Disk,
  files: OutputFiles,
  draft: Draft,
  { verify, watch, sources, identity = freshIdentity }: WriteImageOptions,
): Promise<Written> {
  const { choice, virtualSize, dataBytes: expectedBytes } = draft;
  const plan = { virtualSize, options: choice.options, identity };
  const sink = await choice.variant.create(files, plan);
  const copy = (seen: Pick<CopyOptions, 'digest' | 'checks'>) =>
    whileUnchanged(sources, watch, (watched) =>
      copyInto(sink, disk, { virtualSize, expectedBytes, ...seen, watch: watched }),
    );
  if (!verify) {
    const dataBytes = await copy({});
    return { dataBytes, bytesWritten: await files.allocatedSize(), digest: null, ...told(files) };
  }
  using digest = digestBeside(expectedBytes, disk.virtualSize - expectedBytes);
  const checks = new CellChecks();
  const dataBytes = await copy({ digest, checks });
  const job = { files, format: choice.format, contentSize: disk.virtualSize, virtualSize, expectedBytes: dataBytes };
  const [expected, found] = [checks.finish(disk.virtualSize), await verifyImage(job, new CellChecks(), watch)];
  if (found !== expected) throw new DiskError('verify.differs', { expected, found });
  return {
    dataBytes,
    bytesWritten: await files.allocatedSize(),
    digest: await digest.finish(disk.virtualSize, watch),
    ...told(files),
  };
}

function told(files: OutputFiles): Pick<Written, 'files' | 'canFlush'> {
  return { files: files.paths, canFlush: () => files.canFlush };
}
