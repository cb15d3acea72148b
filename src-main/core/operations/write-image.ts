import type { Digest } from '#shared/model/convert.ts';
import { ContentNotes } from '../disk/content-notes.ts';
import { copyInto } from '../disk/copy.ts';
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
  const copy = (notes?: ContentNotes) =>
    whileUnchanged(sources, watch, (watched) =>
      copyInto(sink, disk, { virtualSize, expectedBytes, ...(notes && { notes }), watch: watched }),
    );
  if (!verify) {
    const dataBytes = await copy();
    return { dataBytes, bytesWritten: await files.allocatedSize(), digest: null, ...told(files) };
  }
  using notes = await ContentNotes.of(disk, {
    dataBytes: expectedBytes,
    copySize: virtualSize,
    signal: watch.signal,
  });
  const dataBytes = await copy(notes);
  const job = { files, format: choice.format, contentSize: disk.virtualSize, virtualSize, expectedBytes: dataBytes };
  await verifyImage(job, notes, watch);
  return {
    dataBytes,
    bytesWritten: await files.allocatedSize(),
    digest: await notes.finish(disk.virtualSize, watch),
    ...told(files),
  };
}

function told(files: OutputFiles): Pick<Written, 'files' | 'canFlush'> {
  return { files: files.paths, canFlush: () => files.canFlush };
}
