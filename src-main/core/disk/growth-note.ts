import { lstat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { Bytes } from '#shared/model/bytes.ts';
import { flushFolder, removeIfThere } from '../io/folders.ts';
import { readOwnFile, writeOwnFile } from '../io/own-file.ts';
import { growthName } from '../io/part-name.ts';
import type { Disk } from './disk.ts';

/*
 * A child that becomes larger than it was, but not larger than its parent, gets its size first; what the parent has behind the old
 * end is hidden after that. A note beside the image remembers the old end from before the first of these until after the second.
 */
const note = z.object({
  growth: z.literal(1),
  id: z.string().optional(),
  before: z.number().int().nonnegative(),
  after: z.number().int().positive(),
});

/** The sizes of a disk that grows. */
export interface Growth {
  readonly before: Bytes;
  readonly after: Bytes;
}

/** A growth, and which disk it is of, where the format tells that. */
type NotedGrowth = z.infer<typeof note>;

/** Longer than any note is. */
const longest: Bytes = 4096;

/** Notes that a disk is about to grow: when this returns, a power cut does not take the note away. */
export async function noteGrowth(image: string, { layer }: Disk, { before, after }: Growth): Promise<void> {
  const text = JSON.stringify({ growth: 1, id: layer.marks?.id, before, after } satisfies NotedGrowth);
  await writeOwnFile(fileFor(image), `${text}\n`);
}

/** The growth of which there is a note beside an image; undefined for anything that is no note of this user, which is not believed. */
export async function notedGrowth(image: string): Promise<NotedGrowth | undefined> {
  const file = fileFor(image);
  const found = await lstat(file).catch(() => undefined);
  if (!found?.isFile() || found.size > longest || found.uid !== (process.getuid?.() ?? found.uid)) return undefined;
  const text = (await readOwnFile(file, longest)) ?? '';
  try {
    return note.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Whether a disk has the new size of a growth of its own, while nobody knows whether its parent is hidden. */
export function isUnfinished({ id, before, after }: NotedGrowth, { layer, parent }: Disk): boolean {
  return parent !== undefined && id === layer.marks?.id && after === layer.virtualSize && before < after;
}

/** Takes the note away, when the parent is hidden. */
export async function forgetGrowth(image: string): Promise<void> {
  await removeIfThere(fileFor(image));
  await flushFolder(path.dirname(image));
}

function fileFor(image: string): string {
  return path.join(path.dirname(image), growthName(path.basename(image)));
}
