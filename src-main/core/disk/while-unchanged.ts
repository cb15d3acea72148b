import { setTimeout as delay } from 'node:timers/promises';
import { DiskError } from '#shared/errors.ts';
import { inGroups } from '../io/in-groups.ts';
import type { WatchedFile } from '../io/reader.ts';
import type { Watch } from './format.ts';

/** Whoever has files open that are only read. */
export interface WatchedFolder {
  watchedFiles(): Promise<readonly WatchedFile[]>;
}

/** Between two looks, in milliseconds; a split disk has thousands of files to look at, so that it is longer there. */
const betweenLooks = 1000;
const restPerLook = 20;
/** Files that are looked at at once. */
const lookedAtOnce = 64;

/**
 * Does a piece of work that reads images, and makes sure that they are the same at its end as when they were opened: what is read
 * of an image while something writes to it is a mixture that never was. Looks every second, so that long work ends early; the
 * signal that the work gets is aborted then. Throws `source.changed`, also in the place of any failure of the work that may come
 * of it, and what the work throws. Files that were opened during the work are watched from then on.
 */
export async function whileUnchanged<T>(
  folders: readonly WatchedFolder[],
  watch: Watch,
  work: (watch: Watch) => Promise<T>,
): Promise<T> {
  const { signal } = watch;
  const changed = new AbortController();
  const done = new AbortController();
  const looking = lookNowAndThen(folders, changed, done.signal);
  try {
    const result = await work({ ...watch, signal: AbortSignal.any([signal, changed.signal]) });
    await requireUnchanged(folders);
    return result;
  } catch (thrown) {
    if (!signal.aborted) await explain(folders, thrown);
    throw thrown;
  } finally {
    done.abort();
    await looking;
  }
}

async function lookNowAndThen(
  folders: readonly WatchedFolder[],
  changed: AbortController,
  done: AbortSignal,
): Promise<void> {
  try {
    for (let rest = betweenLooks; ;) {
      await delay(rest, undefined, { signal: done, ref: false });
      const startedAt = performance.now();
      await requireUnchanged(folders);
      rest = Math.max(betweenLooks, restPerLook * (performance.now() - startedAt));
    }
  } catch (thrown) {
    // A file that cannot even be looked at any more is what reading it will tell.
    if (isChange(thrown)) changed.abort(thrown);
  }
}

/** Throws the change that may be behind a failure, such as a read beyond the end of a file that was cut meanwhile. */
async function explain(folders: readonly WatchedFolder[], thrown: unknown): Promise<void> {
  if (isChange(thrown)) return;
  try {
    await requireUnchanged(folders);
  } catch (change) {
    if (isChange(change)) throw new DiskError(change.reason, change.facts, { cause: thrown });
  }
}

/** Throws `source.changed` when something has written to one of the files since they were opened. */
export async function requireUnchanged(folders: readonly WatchedFolder[]): Promise<void> {
  for (const folder of folders) {
    await inGroups(await folder.watchedFiles(), lookedAtOnce, async (file) => {
      if (!(await file.isAsOpened())) throw new DiskError('source.changed', { path: file.path });
    });
  }
}

function isChange(thrown: unknown): thrown is DiskError {
  return thrown instanceof DiskError && thrown.reason === 'source.changed';
}
