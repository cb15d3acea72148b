import { DiskError, toDiskError } from '#shared/errors.ts';
import type { ImageUse } from '#shared/model/image.ts';
import { findHolder } from './holder.ts';
import { isLockedForWriting, lockImage } from './image-lock.ts';
import { placeOf } from './local-files.ts';
import { refuseLockFile, takeLockFile } from './lock-file.ts';
import { openForReading, type NodeFile } from './node-file.ts';
import { systemCalls, type SystemCalls } from './system.ts';
import { vmwareLockOf } from './vmware-lock.ts';

/**
 * Who uses a file that is open for reading, so that it may change at any moment: a program with a lock of QEMU's kind, one that
 * has it open for writing, as VirtualBox does, or VMware by its lock folder. Null when nobody is known to.
 */
export async function useOf(file: NodeFile, calls: SystemCalls = systemCalls()): Promise<ImageUse | null> {
  if ((await vmwareLockOf(file.path)) !== undefined) return { program: 'VMware', pid: null };
  return (await isWritten(file, calls)) ? holderIn(file) : null;
}

/**
 * How reading all of what others may write to is refused: to a caller that can be told to read it all the same, or to one that
 * cannot. Where the holder is known, the reason ends in `-by`.
 */
export type ReadingRefusal = 'image.written' | 'image.not-at-rest';

/**
 * Keeps others from writing to a file while all of it is read, as far as they heed such locks. Throws `reason`,
 * `image.locked-by-vmware` and `image.locked-by-platter` when somebody does already.
 */
export async function lockForReading(
  file: NodeFile,
  reason: ReadingRefusal,
  calls: SystemCalls = systemCalls(),
): Promise<void> {
  await refuseVmware(file.path);
  await refuseLockFile(file.path);
  await refuseWritten(file, reason, calls);
  if ((await placeOf(file.path)) === 'windows-share') return;
  if (file.ask((fd) => lockImage(fd, 'read', calls)) === 'held') throw await refusal(reason, file);
}

/** The same of a file that belongs to an image whose main file is locked: only who writes to it matters. */
export async function refuseWritten(
  file: NodeFile,
  reason: ReadingRefusal,
  calls: SystemCalls = systemCalls(),
): Promise<void> {
  if (await isWritten(file, calls)) throw await refusal(reason, file);
}

/** The same of a file that is to be changed or replaced: throws `image.held` or `image.held-by`, and `image.locked-by-vmware`. */
export async function refuseHeld(path: string, calls: SystemCalls = systemCalls()): Promise<void> {
  await refuseVmware(path);
  // For reading: our own opening for writing would be one that answers the question.
  await using file = await openForReading(path);
  if (await isWritten(file, calls)) throw await refusal('image.held', file);
}

/**
 * Locks a file that is open to be changed in place, until it is closed or, where the system keeps no locks, until the result is
 * disposed of. Throws `image.held`, `image.held-by` and `image.locked-by-platter`.
 */
export async function lockForWriting(
  file: NodeFile,
  calls: SystemCalls = systemCalls(),
): Promise<AsyncDisposable | undefined> {
  const { path } = file;
  await refuseLockFile(path);
  const place = await placeOf(path);
  const outcome = place === 'windows-share' ? 'unsupported' : file.ask((fd) => lockImage(fd, 'write', calls));
  if (outcome === 'held') throw await refusal('image.held', file);
  return outcome === 'unsupported' ? lockFileIfPossible(path) : undefined;
}

/** Where nobody may make files beside an image, its lock stays away, and the image can be changed all the same. */
async function lockFileIfPossible(path: string): Promise<AsyncDisposable | undefined> {
  try {
    return await takeLockFile(path);
  } catch (thrown) {
    if (toDiskError(thrown).code === 'denied') return undefined;
    throw thrown;
  }
}

/** Names the holder where one is found. */
async function refusal(reason: 'image.held' | ReadingRefusal, file: NodeFile): Promise<DiskError> {
  const { path } = file;
  const { program, pid } = await holderIn(file);
  if (program === null || pid === null) return new DiskError(reason, { path });
  return new DiskError(`${reason}-by`, { path, program, pid });
}

async function holderIn(file: NodeFile): Promise<ImageUse> {
  const holder = await findHolder(
    file.identity,
    file.ask((fd) => fd),
  );
  return holder
    ? { program: holder.pid === process.pid ? 'Platter' : holder.program, pid: holder.pid }
    : { program: null, pid: null };
}

async function refuseVmware(path: string): Promise<void> {
  const lock = await vmwareLockOf(path);
  if (lock !== undefined) throw new DiskError('image.locked-by-vmware', { path, lock });
}

async function isWritten(file: NodeFile, calls: SystemCalls): Promise<boolean> {
  if (file.ask((fd) => isLockedForWriting(fd, calls))) return true;
  // In this order, since the system answers at once and hardly ever says yes: where the file lies matters only then.
  if (!calls.isOpenForWriting || !file.ask(calls.isOpenForWriting)) return false;
  return (await placeOf(file.path)) === 'local';
}
