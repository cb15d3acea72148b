import { stat } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { FilePolicy } from './file-policy.ts';
import type { PersonData } from './person-data.ts';

/** The names that jobs have for the files they read and make. */
const name = z.string().exactOptional();
const files = z.object({ source: name, target: name, path: name, output: name });

/** Grants one of them; what cannot be granted is left out. */
export async function grantAgain(policy: FilePolicy, file: string): Promise<void> {
  await policy.grant([file]).catch(() => undefined);
}

/**
 * Grants again what a person granted in an earlier process: the images of the list, and the files of jobs that succeeded.
 * Of other jobs nothing is granted, because their target may have been somebody else's file. Only plain files that are there
 * are granted, never a folder. Never rejects.
 */
export async function grantKnown(
  policy: FilePolicy,
  { library, history }: Pick<PersonData, 'library' | 'history'>,
): Promise<void> {
  await library.look((image) => grantAgain(policy, image));
  for (const file of new Set((history?.earlier ?? []).flatMap(filesOf)))
    if (await isFile(file)) await grantAgain(policy, file);
}

function filesOf({ input, state }: JobSnapshot): readonly string[] {
  if (state.kind !== 'succeeded') return [];
  return Object.values(files.safeParse(input).data ?? {}).filter((file) => path.isAbsolute(file));
}

async function isFile(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isFile();
  } catch {
    return false;
  }
}
