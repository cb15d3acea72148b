import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { unlessMissing } from './folders.ts';

/** True when two paths stand for one file, links followed; where there is no file yet, when they are the same path. */
export async function isSameFile(one: string, other: string): Promise<boolean> {
  if (path.resolve(one) === path.resolve(other)) return true;
  const [first, second] = await Promise.all([lookAt(one), lookAt(other)]);
  return first !== undefined && first.dev === second?.dev && first.ino === second.ino;
}

/** What there is under a name, links followed; undefined when nothing has it. Throws what the system refuses. */
export function lookAt(file: string): Promise<BigIntStats | undefined> {
  return unlessMissing(() => stat(file, { bigint: true }), file);
}
