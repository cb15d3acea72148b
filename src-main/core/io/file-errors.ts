import { DiskError, type ErrorReason } from '#shared/errors.ts';

/** What the system's error codes mean for a file. Codes that are not here are failures of input or output. */
const reasons: Readonly<Record<string, ErrorReason>> = {
  ENOENT: 'file.missing',
  ENOTDIR: 'file.missing',
  // Links that lead round in circles lead to nothing, as one whose target is gone.
  ELOOP: 'file.missing',
  EACCES: 'file.denied',
  EPERM: 'file.denied',
  EROFS: 'file.read-only-medium',
  EBUSY: 'file.in-use',
  ETXTBSY: 'file.in-use',
  EISDIR: 'file.not-regular',
  ENOSPC: 'target.disk-full',
  EDQUOT: 'target.disk-full',
  EEXIST: 'target.exists',
  EFBIG: 'target.file-too-large',
  ENAMETOOLONG: 'file.name-too-long',
  EMFILE: 'file.handles-exhausted',
  ENFILE: 'file.handles-exhausted',
};

/** What file systems answer that cannot bring a file or a folder to its medium, such as some network shares. */
const noFlush = ['EINVAL', 'ENOSYS', 'ENOTSUP', 'EOPNOTSUPP'];

/** True for a flush that failed because the file system has no such thing, and not because something was lost. */
export function isFlushUnsupported(thrown: unknown): boolean {
  return noFlush.includes(systemCode(thrown) ?? '');
}

/**
 * A failed system call on the file at `path` as the refusal it means.
 * What is no failed system call is thrown on as it is: an abort is not an error of the file, and a defect of the program
 * should not be explained with the disk.
 */
export function asDiskError(thrown: unknown, path: string): DiskError {
  if (thrown instanceof DiskError) return thrown;
  const code = systemCode(thrown);
  if (code === undefined) throw thrown;
  const reason = reasons[code] ?? 'file.input-output';
  const cause = thrown instanceof Error ? thrown.message : code;
  return new DiskError(reason, { path, cause }, { cause: thrown });
}

/** The code of a failed system call, such as `ENOENT`; undefined for everything else, as an abort or `ERR_INVALID_ARG_TYPE`. */
export function systemCode(thrown: unknown): string | undefined {
  if (!(thrown instanceof Error) || !('code' in thrown) || typeof thrown.code !== 'string') return undefined;
  // libuv says UNKNOWN for the Windows errors that it has no name for.
  return /^(E[A-Z0-9]+|UNKNOWN)$/.test(thrown.code) ? thrown.code : undefined;
}

/** True when a system call failed because nothing has that path. */
export function isMissing(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(systemCode(thrown) ?? '');
}
