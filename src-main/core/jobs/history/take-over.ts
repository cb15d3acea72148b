import { readdir, rename, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError, toDiskError, toWire, type WireError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { isMissing } from '../../io/file-errors.ts';
import { readOwnFile, setAside } from '../../io/own-file.ts';
import { decode, longestDocument, type HistoryDocument } from './document.ts';
import { fileNameOf, hasEnded, ownerOf, type OwnedName } from './owner.ts';

/** What was found of processes that have ended. */
export interface Inheritance {
  readonly documents: readonly HistoryDocument[];
  /** The files it came from, which are ours now. They may be removed once nothing is left to do after their jobs. */
  readonly files: readonly string[];
  readonly notices: readonly WireError[];
}

/**
 * Takes over the files of all processes that have ended. Each process writes a file of its own, so that two of them never
 * write the same one; a file is taken over by renaming it, which only one of several can do. Files that cannot be read are
 * set aside; those of a newer version are left to it.
 */
export async function takeOver(folder: string, self: OwnedName): Promise<Inheritance> {
  const documents: HistoryDocument[] = [];
  const files: string[] = [];
  const notices: WireError[] = [];
  for (const name of await readdir(folder)) {
    const file = await take(folder, name, self);
    if (file === undefined) continue;
    const found = await read(file);
    if ('problem' in found) {
      const aside = await setAside(file);
      notices.push(toWire(new DiskError('history.damaged', { problem: found.problem, path: aside })));
    } else {
      documents.push(found);
      files.push(file);
    }
  }
  return { documents, files, notices };
}

/** The new path of a file that is now ours; undefined for one that is not to be had. */
async function take(folder: string, name: string, self: OwnedName): Promise<string | undefined> {
  const owner = ownerOf(name);
  const file = path.join(folder, name);
  try {
    if (!owner || !(await hasEnded(owner, (await stat(file)).mtimeMs, self))) return undefined;
    const text = await readOwnFile(file, longestDocument).catch(() => '');
    if (text === undefined || decode(text) === 'newer') return undefined;
    const taken = path.join(folder, fileNameOf(self, { ...owner, mark: owner.origin }));
    await rename(file, taken);
    return taken;
  } catch (thrown) {
    // Another process was faster.
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

async function read(file: string): Promise<HistoryDocument | { readonly problem: string }> {
  try {
    const found = decode((await readOwnFile(file, longestDocument)) ?? '');
    return found === 'newer' ? { problem: 'another version of Platter writes it' } : found;
  } catch (thrown) {
    return { problem: toDiskError(thrown).message };
  }
}

/**
 * The jobs of all documents, oldest first, each once. A document that was taken over stays until all is tidied up after its jobs,
 * and says of them that they have not ended: should that be interrupted as well, it is the one to believe.
 */
export function merge(documents: readonly HistoryDocument[]): readonly (JobSnapshot & { readonly savedAt: number })[] {
  const jobs = new Map<string, JobSnapshot & { readonly savedAt: number }>();
  for (const { jobs: listed, savedAt } of documents) {
    for (const job of listed)
      if (jobs.get(job.id)?.endedAt !== undefined || !jobs.has(job.id)) jobs.set(job.id, { ...job, savedAt });
  }
  return [...jobs.values()].sort((one, other) => one.createdAt - other.createdAt);
}
