import { constants, type BigIntStats } from 'node:fs';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import { CleanUp } from './clean-up.ts';
import { asDiskError } from './file-errors.ts';
import { removeIfThere } from './folders.ts';

/** An open regular file with what the system said of it after it was opened. */
export interface OpenedFile {
  readonly handle: FileHandle;
  readonly path: string;
  readonly stats: BigIntStats;
}

/** Absent on Windows, where no name in a folder can make opening wait. */
const nonBlocking: number = (constants as Partial<typeof constants>).O_NONBLOCK ?? 0;

/**
 * Opens an existing regular file; `access` is O_RDONLY or O_RDWR. Anything else is refused with `file.not-regular` and not
 * even opened: opening a pipe can wait for ever, and opening a device can make it act. Should the name change its meaning
 * between the look and the opening, O_NONBLOCK keeps that from waiting, and the second look refuses it.
 */
export async function openRegular(path: string, access: number): Promise<OpenedFile> {
  try {
    if (!(await stat(path)).isFile()) throw new DiskError('file.not-regular', { path });
    return await describe(await open(path, access | nonBlocking), path);
  } catch (thrown) {
    throw asDiskError(thrown, path);
  }
}

/**
 * Creates a file for reading and writing that nobody had before: throws `target.exists` even for a dangling link. One that
 * cannot even be looked at is removed again. Errors name `shownAs`.
 */
export async function createRegular(path: string, shownAs: string): Promise<OpenedFile> {
  const cleanUp = new CleanUp();
  try {
    const handle = await open(path, 'wx+', 0o666);
    cleanUp.add(path, () => removeIfThere(path));
    return await describe(handle, path);
  } catch (thrown) {
    throw await cleanUp.after(asDiskError(thrown, shownAs));
  }
}

async function describe(handle: FileHandle, path: string): Promise<OpenedFile> {
  try {
    const stats = await handle.stat({ bigint: true });
    if (!stats.isFile()) throw new DiskError('file.not-regular', { path });
    if (stats.size > BigInt(Number.MAX_SAFE_INTEGER)) {
      throw new DiskError('file.input-output', { path, cause: 'its size is above 2^53-1 bytes' });
    }
    return { handle, path, stats };
  } catch (thrown) {
    await handle.close();
    throw thrown;
  }
}
