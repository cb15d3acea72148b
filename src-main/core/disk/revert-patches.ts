import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../io/reader.ts';
import { fileOf } from './apply-patches.ts';
import type { ImageFiles } from './format.ts';
import { markJournal, type Journal } from './journal.ts';
import type { JournalEntry } from './journal-records.ts';
import type { BytesPatch } from './patch.ts';

type BytesEntry = Extract<JournalEntry, { kind: 'bytes' }>;

/**
 * Puts back what the patches of a journal replaced, however many of them were made and even if a power cut tore one: what
 * was is written in reverse order, so that each place ends with what it held before the first patch that changed it. Doing
 * it again after an interruption gives the same, and the journal says first that it has begun. Before anything is changed, every place is
 * looked at: throws `repair.image-changed` when one holds what it never held during the repair.
 */
export async function revertPatches(files: ImageFiles<Writer>, journal: Journal): Promise<void> {
  const names = new Set(journal.entries.map(({ file }) => file));
  for (const name of names) await requireKnown(await fileOf(files, name), name, journal);
  await markJournal(journal, 'taking-back');
  for (const name of names) await revert(await fileOf(files, name), entriesOf(journal, name), journal);
}

async function revert(file: Writer, entries: readonly JournalEntry[], journal: Journal): Promise<void> {
  for (const entry of entries.toReversed()) {
    if (entry.kind === 'size') {
      // What was cut off was zeros, and the file may have grown over its place since.
      if (entry.now < entry.was && file.size > entry.now) await file.resize(entry.now);
      continue;
    }
    const { at, was } = (await journal.patch(entry)) as BytesPatch;
    await file.write(at, was);
  }
  const [size] = sizesDuring(entries);
  if (size !== undefined) await file.resize(size);
  await file.flush();
}

async function requireKnown(file: Writer, name: string, journal: Journal): Promise<void> {
  const entries = entriesOf(journal, name);
  const sizes = sizesDuring(entries);
  const isKnownSize = sizes.length === 0 || (file.size >= Math.min(...sizes) && file.size <= Math.max(...sizes));
  const places = entries.filter((entry) => entry.kind === 'bytes');
  const isKnown = isKnownSize && (await everyPlace(places, (entry) => isKnownPlace(file, entry, places, journal)));
  if (!isKnown) throw new DiskError('repair.image-changed', { name });
}

/** Whether each byte of a place is one that some patch found or left there. What the file gained was zeros at first. */
async function isKnownPlace(
  file: Writer,
  entry: BytesEntry,
  places: readonly BytesEntry[],
  journal: Journal,
): Promise<boolean> {
  const length = Math.max(entry.was, entry.now);
  const found = new Uint8Array(Math.max(0, Math.min(length, file.size - entry.at)));
  if (found.length > 0) await file.read(entry.at, found);
  const open = new Set<number>();
  const patch = (await journal.patch(entry)) as BytesPatch;
  for (const [i, byte] of found.entries()) if (!holds(patch, entry.at + i, byte)) open.add(i);
  if (open.size === 0) return true;
  for (const other of places) {
    if (other === entry || !overlaps(other, entry)) continue;
    const otherPatch = (await journal.patch(other)) as BytesPatch;
    for (const i of open) if (holds(otherPatch, entry.at + i, found[i] ?? 0)) open.delete(i);
  }
  return open.size === 0;
}

function holds({ at, was, now }: BytesPatch, place: Bytes, byte: number): boolean {
  const i = place - at;
  if (i < 0 || i >= Math.max(was.length, now.length)) return false;
  return byte === was[i] || byte === now[i] || (was.length !== now.length && byte === 0);
}

function overlaps(a: BytesEntry, b: BytesEntry): boolean {
  return a.at < b.at + Math.max(b.was, b.now) && b.at < a.at + Math.max(a.was, a.now);
}

/** The lengths that a file has during a repair, the first one first; none when its length does not change. */
function sizesDuring(entries: readonly JournalEntry[]): readonly Bytes[] {
  return entries.flatMap((entry) => {
    if (entry.kind === 'size') return [entry.was, entry.now];
    return entry.was === entry.now ? [] : [entry.at + entry.was, entry.at + entry.now];
  });
}

function entriesOf({ entries }: Journal, name: string): readonly JournalEntry[] {
  return entries.filter(({ file }) => file === name);
}

async function everyPlace<T>(places: readonly T[], test: (place: T) => Promise<boolean>): Promise<boolean> {
  for (const place of places) if (!(await test(place))) return false;
  return true;
}
