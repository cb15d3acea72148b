import { readdir, stat, utimes } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { KiB } from '#shared/model/bytes.ts';
import { atomically } from '../io/atomic-output.ts';
import { cached } from '../io/cached.ts';
import { asDiskError } from '../io/file-errors.ts';
import { flushFolder, removeIfThere } from '../io/folders.ts';
import { openForReading, openForWriting } from '../io/node-file.ts';
import {
  appendMark,
  appendPatches,
  readContent,
  readPatch,
  type JournalContent,
  type JournalEntry,
  type JournalMark,
} from './journal-records.ts';
import type { Patch } from './patch.ts';

const ending = '.platter-undo-';

/** What a repair replaced, or is about to replace. */
export interface Journal extends JournalContent, AsyncDisposable {
  readonly path: string;
  patch(entry: JournalEntry): Promise<Patch>;
  /** Takes the journal away, when what it says is undone. */
  remove(): Promise<void>;
}

/**
 * Keeps patches beside an image before any of them is made: the journal has its name only when it is whole and on the
 * medium. Undefined when there are no patches, and then no journal is left either.
 */
export async function keepJournal(
  image: string,
  patches: AsyncIterable<Patch>,
  { token, ...options }: Pick<JournalContent, 'goesOn'> & { readonly token?: string | undefined },
): Promise<Journal | undefined> {
  const iterator = patches[Symbol.asyncIterator]();
  const first = await iterator.next();
  if (first.done) return undefined;
  const target = await nextName(image);
  await atomically(target, { token }, async ({ main }) => {
    await appendPatches(main, follow(first.value, iterator), options);
  });
  return openJournal(target);
}

/** The journal of the last repair of an image. Throws `repair.no-journal`. */
export async function lastJournal(image: string): Promise<Journal> {
  const [last] = await numbersOf(image);
  if (last === undefined) throw new DiskError('repair.no-journal', { path: image });
  return openJournal(`${image}${ending}${String(last)}`);
}

/** How much later than the journal was touched last an image that a cut-off repair left may have been changed. */
const longestPatchMs = 5000;

/** A journal that was touched less long ago than this, while its patches are made, needs not be touched again. */
export const touchedAgainMs = 1000;

/**
 * The last journal of an image when its patches were not all made, or not all taken back, because that was cut off. Undefined as well
 * when something else seems to have written to the image after patches were made, or when the journal is no whole one.
 */
export async function findCutOff(image: string): Promise<Journal | undefined> {
  const [last] = await numbersOf(image);
  if (last === undefined) return undefined;
  const file = `${image}${ending}${String(last)}`;
  const journal = await openJournal(file).catch(() => undefined);
  if (!journal) return undefined;
  // What is taken back is written much later than the journal; whether nothing else has written is seen by the bytes then.
  if (journal.isTakenBack || (!journal.isMade && !(await isChangedSince(image, journal)))) return journal;
  await journal[Symbol.asyncDispose]();
  return undefined;
}

/** Whether a file was changed clearly after the last patch of a journal that was made. */
async function isChangedSince(image: string, journal: Journal): Promise<boolean> {
  const names = new Set(journal.entries.map(({ file }) => file));
  const files = [journal.path, ...Array.from(names, (name) => path.join(path.dirname(image), name))];
  try {
    const [touched = 0, ...times] = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
    return Math.max(...times) > touched + longestPatchMs;
  } catch (thrown) {
    throw asDiskError(thrown, image);
  }
}

/** Notes that a patch of a journal was made now: an image that is changed much later was changed by something else. */
export async function touchJournal({ path: file }: Pick<Journal, 'path'>): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

/** Notes that all patches of a journal were made, or are about to be taken back. */
export async function markJournal({ path: file }: Pick<Journal, 'path'>, mark: JournalMark): Promise<void> {
  await using writer = await openForWriting(file);
  await appendMark(writer, mark);
}

async function openJournal(file: string): Promise<Journal> {
  const name = path.basename(file);
  const content = await openForReading(file);
  // Nearly all patches are small, and are read in the order in which they lie there, or in the opposite one.
  const pages = cached(content, { pageSize: 64 * KiB, pages: 4 });
  try {
    return {
      path: file,
      ...(await readContent(pages, name)),
      patch: (entry) => readPatch(pages, name, entry),
      async remove() {
        await removeIfThere(file);
        await flushFolder(path.dirname(file));
      },
      [Symbol.asyncDispose]: () => content.close(),
    };
  } catch (thrown) {
    await content.close();
    throw thrown;
  }
}

async function nextName(image: string): Promise<string> {
  const [last = 0] = await numbersOf(image);
  return `${image}${ending}${String(last + 1)}`;
}

/** The numbers of the journals of an image, the highest first. */
async function numbersOf(image: string): Promise<readonly number[]> {
  const start = `${path.basename(image)}${ending}`;
  try {
    const names = await readdir(path.dirname(image));
    const numbers = names
      .filter((name) => name.startsWith(start))
      .map((name) => name.slice(start.length))
      .filter((rest) => /^\d{1,6}$/.test(rest))
      .map(Number);
    return numbers.sort((a, b) => b - a);
  } catch (thrown) {
    throw asDiskError(thrown, path.dirname(image));
  }
}

async function* follow(first: Patch, others: AsyncIterator<Patch>): AsyncGenerator<Patch> {
  yield first;
  for (let next = await others.next(); !next.done; next = await others.next()) yield next.value;
}
