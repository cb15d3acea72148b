import { DiskError } from '#shared/errors.ts';
import type { Writer } from '../io/reader.ts';
import type { ImageFiles } from './format.ts';
import { touchedAgainMs, touchJournal, type Journal } from './journal.ts';
import type { Patch } from './patch.ts';

/**
 * Makes the patches of a journal one by one, each on the medium before the next one. Throws `repair.image-changed` for a
 * place that is not as the journal knows it; what was made before that stays, and `revertPatches` can take it back.
 */
export async function applyPatches(files: ImageFiles<Writer>, journal: Journal, signal?: AbortSignal): Promise<void> {
  let touchedAt = performance.now();
  for (const entry of journal.entries) {
    signal?.throwIfAborted();
    const file = await fileOf(files, entry.file);
    const patch = await journal.patch(entry);
    if (!(await isAsItWas(file, patch))) throw new DiskError('repair.image-changed', { name: entry.file });
    await make(file, patch);
    await file.flush();
    if (performance.now() - touchedAt < touchedAgainMs) continue;
    await touchJournal(journal);
    touchedAt = performance.now();
  }
}

async function make(file: Writer, patch: Patch): Promise<void> {
  if (patch.kind === 'size') return file.resize(patch.now);
  const { at, was, now } = patch;
  await file.write(at, now);
  if (now.length < was.length) await file.resize(at + now.length);
}

async function isAsItWas(file: Writer, patch: Patch): Promise<boolean> {
  if (patch.kind === 'size') return file.size === patch.was;
  const { at, was, now } = patch;
  const isAtEnd = was.length !== now.length;
  if (isAtEnd ? file.size !== at + was.length : file.size < at + was.length) return false;
  const found = new Uint8Array(was.length);
  await file.read(at, found);
  return Buffer.compare(found, was) === 0;
}

/** The file with a name, as the main one or beside it. */
export function fileOf<F extends Writer>(files: ImageFiles<F>, name: string): Promise<F> {
  return name === files.name ? Promise.resolve(files.main) : files.sibling(name);
}
