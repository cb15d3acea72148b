import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { FullDigest } from '../disk/digest.ts';
import type { Operation } from '../disk/format.ts';
import { countData, readAhead } from '../disk/read-ahead.ts';
import { openSource, type SourceInput } from './open-source.ts';

export interface HashResult {
  readonly algorithm: 'sha256';
  readonly value: string;
  readonly virtualSize: Bytes;
}

/** The SHA-256 of a disk's whole logical content: what `sha256sum` would say of it as a raw disk. */
export const hash: Operation<SourceInput, HashResult> = async (input, watch) => {
  const { signal, report } = watch;
  await using image = await openSource(input, signal);
  const { disk } = image;
  const { virtualSize } = disk;
  const digest = new FullDigest();
  const total = await countData(disk, signal);
  let done = 0;
  report({ phase: 'hash', done, total, unit: 'bytes' });
  for await (const window of readAhead(disk, { unit: 64 * KiB, limit: virtualSize, signal })) {
    await digest.add(window.start, window.bytes, signal);
    done = Math.min(done + window.bytes.length, total);
    window.release();
    report({ phase: 'hash', done, total, unit: 'bytes' });
  }
  const { value } = await digest.finish(virtualSize, watch);
  return { algorithm: 'sha256', value, virtualSize };
};
