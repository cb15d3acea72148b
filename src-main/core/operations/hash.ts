import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { digestBeside } from '../disk/digest-thread.ts';
import type { Disk } from '../disk/disk.ts';
import type { Operation, Watch } from '../disk/format.ts';
import { countData, readAhead, storedIn } from '../disk/read-ahead.ts';
import { whileUnchanged } from '../disk/while-unchanged.ts';
import { openWholeSource, type SourceInput } from './open-source.ts';

export interface HashResult {
  readonly algorithm: 'sha256';
  readonly value: string;
  readonly virtualSize: Bytes;
}

/**
 * The SHA-256 of a disk's whole logical content: what `sha256sum` would say of it as a raw disk. Throws `source.changed` and what
 * opening throws.
 */
export const hash: Operation<SourceInput, HashResult> = async (input, watch) => {
  await using image = await openWholeSource(input, watch.signal);
  return await whileUnchanged(image.sources, watch, (watched) => hashOf(image.disk, watched));
};

async function hashOf(disk: Disk, watch: Watch): Promise<HashResult> {
  const { signal, report } = watch;
  const { virtualSize } = disk;
  const total = await countData(disk, signal);
  // Whatever is empty counts too: this digest is always the plain one.
  using digest = digestBeside(total, 0);
  let done = 0;
  /** The window before is digested while the next one is read. */
  let before = Promise.resolve();
  report({ phase: 'hash', done, total, unit: 'bytes' });
  for await (const window of readAhead(disk, { unit: 64 * KiB, limit: virtualSize, signal })) {
    await before;
    before = digest.add(window.start, window.bytes, signal).then(window.release);
    before.catch(() => undefined); // it is awaited with the next window
    done = Math.min(done + storedIn(window), total);
    report({ phase: 'hash', done, total, unit: 'bytes' });
  }
  await before;
  const { value } = await digest.finish(virtualSize, watch);
  return { algorithm: 'sha256', value, virtualSize };
}
