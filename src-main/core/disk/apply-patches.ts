import { DiskError } from '#shared/errors.ts';
import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { Writer } from '../io/reader.ts';
import type { ImageFiles } from './format.ts';
import type { Journal } from './journal.ts';
import type { JournalEntry } from './journal-records.ts';
import type { BytesPatch, Patch, SizePatch } from './patch.ts';

/**
 * Makes the patches of a journal one by one, each on the medium before the next one. What was made already, whole or in part,
 * is made again, so that an interrupted repair can be taken up. Throws `repair.image-changed` for a place that is not as the
 * journal knows it; what was made before that stays, and the journal can take it back.
 */
export async function applyPatches(files: ImageFiles<Writer>, journal: Journal, signal?: AbortSignal): Promise<void> {
  for (const entry of journal.entries) {
    signal?.throwIfAborted();
    await make(await fileOf(files, entry.file), await journal.patch(entry));
  }
}

/**
 * Takes the patches of a journal back, the last one first. Before anything is changed, every place is looked at: throws
 * `repair.image-changed` when one is neither as it was nor as the repair left it.
 */
export async function revertPatches(files: ImageFiles<Writer>, journal: Journal): Promise<void> {
  const { entries } = journal;
  for (const [index, entry] of entries.entries()) {
    // What a later patch changed again is looked at with that one.
    if (entry.kind === 'size' || entries.slice(index + 1).some((later) => touches(later, entry))) continue;
    await requireKnown(await fileOf(files, entry.file), await journal.patch(entry));
  }
  for (const entry of entries.toReversed()) {
    await make(await fileOf(files, entry.file), reverse(await journal.patch(entry)));
  }
}

async function make(file: Writer, patch: Patch): Promise<void> {
  await requireKnown(file, patch);
  if (patch.kind === 'size') {
    await file.resize(patch.now);
  } else {
    const { at, was, now } = patch;
    await file.write(at, now);
    // Taking back what made the file grow makes it shorter again.
    if (now.length < was.length) await file.resize(at + now.length);
  }
  await file.flush();
}

async function requireKnown(file: Writer, patch: Patch): Promise<void> {
  const isKnown = patch.kind === 'size' ? isSizeOfEither(file, patch) : await holdsEither(file, patch);
  if (!isKnown) throw new DiskError('repair.image-changed', { name: patch.file });
}

function isSizeOfEither(file: Writer, { was, now }: SizePatch): boolean {
  return file.size === was || file.size === now;
}

/**
 * Whether each byte is as it was or as it is to be: a power cut can have let a part of a write through. Where one of both
 * states ends with the file, the bytes behind that may be missing, or be zeros.
 */
async function holdsEither(file: Writer, { at, was, now }: BytesPatch): Promise<boolean> {
  const shorter = Math.min(was.length, now.length);
  const longer = Math.max(was.length, now.length);
  if (file.size < at + shorter || (shorter < longer && file.size > at + longer)) return false;
  const found = new Uint8Array(Math.min(longer, file.size - at));
  await file.read(at, found);
  return found.every((byte, i) => byte === was[i] || byte === now[i] || (i >= shorter && byte === 0));
}

function touches(entry: JournalEntry, { file, ...place }: Extract<JournalEntry, { kind: 'bytes' }>): boolean {
  if (entry.file !== file) return false;
  return entry.kind === 'size' || overlaps(placeOf(entry), placeOf(place));
}

function placeOf({ at, was, now }: { at: number; was: number; now: number }): ByteRange {
  return { start: at, length: Math.max(was, now) };
}

function overlaps(a: ByteRange, b: ByteRange): boolean {
  return a.start < endOf(b) && b.start < endOf(a);
}

function reverse(patch: Patch): Patch {
  if (patch.kind === 'size') return { ...patch, was: patch.now, now: patch.was };
  return { ...patch, was: patch.now, now: patch.was };
}

function fileOf(files: ImageFiles<Writer>, name: string): Promise<Writer> {
  return name === files.name ? Promise.resolve(files.main) : files.sibling(name);
}
