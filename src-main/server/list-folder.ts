import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FolderEntry } from '#shared/contract/shell.ts';
import { DiskError } from '#shared/errors.ts';
import { asDiskError } from '../core/io/file-errors.ts';

/** Entries of one folder that are listed at most: what a person can look through, and a message can carry. */
export const entryLimit = 10_000;

/** How many entries are looked at together. */
const batch = 64;

/** The content of a folder as the window's own picker shows it. */
export interface FolderListing {
  readonly path: string;
  readonly parent: string | null;
  readonly entries: FolderEntry[];
}

/**
 * Lists the folders and files in a folder, folders first, by name; links count as what they lead to, and devices, pipes
 * and dead links are left out. Throws `file.missing`, `file.denied`, `input.invalid` and `host.folder-too-large`.
 */
export async function listFolder(folder: string): Promise<FolderListing> {
  if (!path.isAbsolute(folder)) throw new DiskError('input.invalid', { problem: `${folder} is not a whole path.` });
  // No file system has such names, and Node takes them for a defect of the program.
  if (folder.includes('\0')) throw new DiskError('file.missing', { path: folder });
  const resolved = path.resolve(folder);
  const parent = path.dirname(resolved);
  const entries = await describe(resolved, await namesIn(resolved));
  return { path: resolved, parent: parent === resolved ? null : parent, entries: entries.toSorted(byKindAndName) };
}

async function namesIn(folder: string): Promise<string[]> {
  const names: string[] = [];
  try {
    for await (const entry of await opendir(folder)) {
      if (names.length === entryLimit)
        throw new DiskError('host.folder-too-large', { path: folder, limit: entryLimit });
      names.push(entry.name);
    }
  } catch (thrown) {
    throw asDiskError(thrown, folder);
  }
  return names;
}

async function describe(folder: string, names: readonly string[]): Promise<FolderEntry[]> {
  const entries: FolderEntry[] = [];
  for (let start = 0; start < names.length; start += batch) {
    const described = await Promise.all(names.slice(start, start + batch).map((name) => describeEntry(folder, name)));
    entries.push(...described.filter((entry) => entry !== undefined));
  }
  return entries;
}

async function describeEntry(folder: string, name: string): Promise<FolderEntry | undefined> {
  const entryPath = path.join(folder, name);
  try {
    const found = await stat(entryPath);
    const kind = found.isDirectory() ? 'folder' : found.isFile() ? 'file' : undefined;
    return kind && { name, path: entryPath, kind, size: found.size, modifiedAt: Math.trunc(found.mtimeMs) };
  } catch {
    // Gone since it was listed, a dead link, or not ours to see: there is nothing to pick.
    return undefined;
  }
}

const names = new Intl.Collator(undefined, { numeric: true });

function byKindAndName(one: FolderEntry, other: FolderEntry): number {
  if (one.kind !== other.kind) return one.kind === 'folder' ? -1 : 1;
  return names.compare(one.name, other.name);
}
