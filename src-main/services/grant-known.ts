import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { FilePolicy } from './file-policy.ts';
import type { PersonData } from './person-data.ts';

/** The names that jobs have for the files they read and make. */
const name = z.string().exactOptional();
const files = z.object({ source: name, target: name, path: name, output: name });

/** What `path` names in these jobs was changed in place, which needed a grant in full. Others read it, which a lesser grant allows. */
const changing: ReadonlySet<string> = new Set(['repair', 'undo-repair', 'compact']);
/** Jobs that say what would be, and make nothing, whatever they were told to name it. */
const previews: ReadonlySet<string> = new Set(['preview-repair', 'preview-compaction']);

/** Grants one of them; what cannot be granted is left out. */
export async function grantAgain(policy: FilePolicy, file: string): Promise<void> {
  await policy.grant([file]).catch(() => undefined);
}

/**
 * Grants again what a person granted in an earlier process: the images of the list, and the files of jobs that succeeded: in full
 * what they made or changed, for reading what they read, which may have been the parent of a granted image and no more.
 * Of other jobs nothing is granted, because their target may have been somebody else's file. Only plain files that are there
 * are granted, never a folder. Never rejects.
 */
export async function grantKnown(
  policy: FilePolicy,
  { library, history }: Pick<PersonData, 'library' | 'history'>,
): Promise<void> {
  await library.look((image) => grantAgain(policy, image));
  const known = (history?.earlier ?? []).map(filesOf);
  for (const file of new Set(known.flatMap(({ own }) => own))) if (await isFile(file)) await grantAgain(policy, file);
  for (const file of new Set(known.flatMap(({ read }) => read)))
    if (await isFile(file)) await policy.grantReading([file]);
}

interface KnownFiles {
  readonly own: readonly string[];
  readonly read: readonly string[];
}

function filesOf({ operation, input, state }: JobSnapshot): KnownFiles {
  const named = files.safeParse(input).data;
  if (state.kind !== 'succeeded' || !named) return { own: [], read: [] };
  const { source, target, path: image, output } = named;
  const made = previews.has(operation) ? [] : [target, output];
  // A compaction into another file leaves the image as it is.
  const isChanged = changing.has(operation) && output === undefined;
  return { own: whole([...made, isChanged ? image : undefined]), read: whole([source, isChanged ? undefined : image]) };
}

function whole(named: readonly (string | undefined)[]): readonly string[] {
  return named.filter((file) => file !== undefined && path.isAbsolute(file)) as string[];
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
