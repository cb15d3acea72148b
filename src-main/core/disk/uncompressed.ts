import { DiskError } from '#shared/errors.ts';

/** `readStored` of formats that never compress: every data extent tells its place in a file, so nobody has to ask. */
export function neverCompressed(): Promise<never> {
  return Promise.reject(
    new DiskError('internal.unexpected', { cause: 'uncompressed data was read through its driver' }),
  );
}
