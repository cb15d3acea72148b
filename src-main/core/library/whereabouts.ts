import { stat } from 'node:fs/promises';
import type { Whereabouts } from '#shared/model/library.ts';
import { isMissing } from '../io/file-errors.ts';

/**
 * How many files are looked for at the same time. A share on a network that does not answer holds a thread of the system's
 * pool for as long, and there are four: the others are left for work.
 */
const lookers = 2;

/** Looks for files and tells what it finds, file by file. What cannot be told counts as there: who opens it learns why. */
export async function lookFor(
  paths: readonly string[],
  tell: (path: string, found: Whereabouts) => Promise<void>,
): Promise<void> {
  const waiting = [...paths];
  const look = async () => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift())
      await tell(path, await whereaboutsOf(path));
  };
  await Promise.all(Array.from({ length: lookers }, look));
}

async function whereaboutsOf(path: string): Promise<Whereabouts> {
  try {
    return (await stat(path)).isFile() ? 'there' : 'missing';
  } catch (thrown) {
    return isMissing(thrown) ? 'missing' : 'there';
  }
}
