import { statfs } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { asDiskError, systemCode } from './file-errors.ts';

/** The bytes that this user may still write into a folder. At most 2^53-1, which some network shares go beyond. */
export async function freeSpace(folder: string): Promise<Bytes> {
  try {
    const { bavail, bsize } = await statfs(folder, { bigint: true });
    const free = bavail * bsize;
    return free > BigInt(Number.MAX_SAFE_INTEGER) ? Number.MAX_SAFE_INTEGER : Number(free);
  } catch (thrown) {
    if (systemCode(thrown) === 'ENOENT') throw new DiskError('target.no-folder', { path: folder }, { cause: thrown });
    throw asDiskError(thrown, folder);
  }
}
