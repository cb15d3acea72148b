import { DiskError } from '#shared/errors.ts';
import { KiB, type Bytes } from '#shared/model/bytes.ts';
import type { CellChecks } from './cell-checks.ts';
import { Disk } from './disk.ts';
import type { DiskFormat, ImageFiles, Watch } from './format.ts';
import { defaultLimits } from './limits.ts';
import { readAhead } from './read-ahead.ts';
import { isZero } from './zeros.ts';

export interface VerifyJob {
  readonly files: ImageFiles;
  readonly format: DiskFormat;
  /** The virtual size the image must have. */
  readonly virtualSize: Bytes;
  /** The part of it that is content; what follows must be zero. */
  readonly contentSize: Bytes;
  /** For progress. */
  readonly expectedBytes: Bytes;
}

/**
 * Reads a new image back through the reader of its format and sums up its content. Throws `verify.differs` when its size
 * is not the expected one or when the padding behind the content is not zero.
 */
export async function verifyImage(job: VerifyJob, checks: CellChecks, watch: Watch): Promise<string> {
  const { files, format, virtualSize, contentSize, expectedBytes: total } = job;
  const { signal, report } = watch;
  const layer = await format.open(files, { limits: defaultLimits, tolerance: 'strict', signal });
  if (layer.virtualSize !== virtualSize) {
    throw new DiskError('verify.differs', { expected: `${virtualSize} bytes`, found: `${layer.virtualSize} bytes` });
  }
  let done = 0;
  report({ phase: 'verify', done, total, unit: 'bytes' });
  for await (const { start, bytes, parts, release } of readAhead(new Disk(layer), {
    unit: 64 * KiB,
    limit: virtualSize,
    signal,
  })) {
    const ownLength = Math.max(0, Math.min(bytes.length, contentSize - start));
    const own = bytes.subarray(0, ownLength);
    for (const part of parts) checks.add(start + part.start, own.subarray(part.start, part.end));
    if (!isZero(bytes.subarray(ownLength))) {
      throw new DiskError('verify.differs', { expected: 'zeros behind the content', found: 'data' });
    }
    done = Math.min(done + bytes.length, total);
    release();
    report({ phase: 'verify', done, total, unit: 'bytes' });
  }
  return checks.finish(contentSize);
}
