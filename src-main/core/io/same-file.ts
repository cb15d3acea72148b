import { stat } from 'node:fs/promises';
import path from 'node:path';
import { asDiskError, isMissing } from './file-errors.ts';

/** True when two paths stand for one file, links followed; where there is no file yet, when they are the same path. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  if (path.resolve(one) === path.resolve(other)) return true;
  const [first, second] = await Promise.all([lookAt(one), lookAt(other)]);
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

async function lookAt(file: string) {
  try {
    return await stat(file, { bigint: true });
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw asDiskError(thrown, file);
  }
}
