import path from 'node:path';
import { DiskError, toDiskError, toWire, type WireError } from '#shared/errors.ts';
import type { ListedImage, Whereabouts } from '#shared/model/library.ts';
import { decodeOwnFile, prepareOwnFolder, setAside, writeOwnFile } from '../io/own-file.ts';
import { createLatest } from '../jobs/latest.ts';
import { paced } from '../jobs/paced.ts';
import type { Change } from './changes.ts';
import { decodeLibrary, encodeLibrary, longestDocument, nothingStored, type StoredLibrary } from './document.ts';
import { lookFor } from './whereabouts.ts';

/** Between two times that are told what became of files, in milliseconds. */
const paceMs = 50;

/** The list and what is to be said of its file. */
export interface CurrentLibrary {
  /** Newest first. */
  readonly entries: readonly ListedImage[];
  readonly notice: WireError | null;
}

/** The images that the person opened, kept in a file. Nothing here throws or rejects: what fails is a notice. */
export interface Library {
  readonly current: CurrentLibrary;
  /** Changes the list; it shows at once. Resolves when it is on the medium, or cannot be. */
  change(change: Change): Promise<void>;
  /** Notes whether a file of the list is where it was. */
  note(file: string, found: Whereabouts): void;
  /** Looks for every file of the list. `found` is waited for before one that is there is shown as such. Looks once at a time. */
  look(found: (file: string) => Promise<void>): Promise<void>;
  /** The list: now, and again when it changes. */
  watch(signal: AbortSignal): AsyncIterable<CurrentLibrary>;
  /** Waits for changes under way and ends every watch. */
  close(): Promise<void>;
}

/**
 * Opens the list in a folder, which is made if need be. Without a folder it lives as long as this process. A file that cannot
 * be understood is set aside.
 */
export async function openLibrary(folder?: string): Promise<Library> {
  const file = folder === undefined ? undefined : path.join(folder, 'library.json');
  const places = new Map<string, Whereabouts>();
  let stored = nothingStored;
  let notice: WireError | null = null;
  /** Changes that are shown, but not written yet. */
  let pending: readonly Change[] = [];

  /** What the file says, which another process may have changed; without a file, what is known here is all there is. */
  async function load(): Promise<{ readonly found: StoredLibrary; readonly isInFile: boolean }> {
    const found = file === undefined ? undefined : await decodeOwnFile(file, longestDocument, decodeLibrary);
    if (file === undefined || found === undefined) return { found: stored, isInFile: false };
    if (!('problem' in found)) return { found, isInFile: true };
    const aside = await setAside(file);
    notice = toWire(new DiskError('library.damaged', { problem: found.problem, path: aside }));
    return { found: nothingStored, isInFile: false };
  }

  /** What fails is a notice until it has succeeded once more. */
  async function attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
      if (notice?.reason === 'library.not-kept') notice = null;
    } catch (thrown) {
      notice = toWire(new DiskError('library.not-kept', { problem: toDiskError(thrown).message }));
    }
  }

  await attempt(async () => {
    if (folder !== undefined) await prepareOwnFolder(folder);
    stored = (await load()).found;
  });
  const current = (): CurrentLibrary => ({
    entries: stored.entries.map((entry) => ({ ...entry, whereabouts: places.get(entry.path) ?? 'unknown' })),
    notice,
  });
  const latest = createLatest(current());
  let shown = JSON.stringify(current());
  /** Publishes what is new to those who watch. */
  function show(): void {
    const now = current();
    const digest = JSON.stringify(now);
    if (digest === shown) return;
    shown = digest;
    latest.publish(now);
  }

  /** What became of files is told together. */
  const showing = paced(paceMs, show);

  /** Writes all changes that wait, on top of what the file says by now. Those that cannot be written wait on. */
  async function save(): Promise<void> {
    const changes = pending;
    if (changes.length === 0) return;
    await attempt(async () => {
      const { found, isInFile } = await load();
      const after = applied(found, changes);
      stored = applied(after, pending.slice(changes.length));
      const text = encodeLibrary(after);
      const isNews = isInFile ? text !== encodeLibrary(found) : after.entries.length > 0;
      if (file !== undefined && isNews) await writeOwnFile(file, text);
      pending = pending.slice(changes.length);
    });
    show();
  }

  /** One write after the other; what is asked for meanwhile is written together. */
  let saving: Promise<void> = Promise.resolve();
  let looking: Promise<void> | undefined;

  function note(image: string, found: Whereabouts): void {
    places.set(image, found);
    showing.request();
  }

  return {
    get current() {
      return current();
    },
    change(change) {
      stored = applied(stored, [change]);
      pending = [...pending, change];
      show();
      saving = saving.then(save);
      return saving;
    },
    note,
    look(found) {
      const paths = stored.entries.map((entry) => entry.path);
      looking ??= lookFor(paths, async (image, place) => {
        if (place === 'there') await found(image);
        note(image, place);
      }).finally(() => {
        looking = undefined;
        showing.now();
      });
      return looking;
    },
    watch: (signal) => latest.watch(signal),
    async close() {
      await saving;
      showing.stop();
      latest.close();
    },
  };
}

function applied(stored: StoredLibrary, changes: readonly Change[]): StoredLibrary {
  return { ...stored, entries: changes.reduce((entries, change) => change(entries), stored.entries) };
}
