import { readdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { unwatched } from '#test/support/watch.ts';
import type { Guard } from './guard.ts';
import { readFiles, sameFiles, writeFiles, type ImageSet } from './image-set.ts';
import { verbs, type VerbTitle } from './verbs.ts';

export interface Trial {
  /** Where the image is put; what else lies there stays. */
  readonly folder: string;
  readonly image: ImageSet;
  readonly verbs: readonly VerbTitle[];
  readonly guard: Guard;
  /** Hears what begins. */
  readonly begin: (verb: VerbTitle) => void;
}

export interface TrialOutcome {
  /** Every promise that was broken. */
  readonly losses: readonly string[];
  /** How each thing ended: `done`, the reason of a refusal, or what was thrown. */
  readonly answers: ReadonlyMap<VerbTitle, string>;
}

/** Does things with an image that may be hostile. */
export async function tryImage({ folder, image, verbs: titles, guard, begin }: Trial): Promise<TrialOutcome> {
  const companions = new Set(await readdir(folder));
  const losses: string[] = [];
  const answers = new Map<VerbTitle, string>();
  await writeFiles(folder, image.files);
  const input = { path: path.join(folder, image.main), sourceFormat: image.sourceFormat };
  let isRepaired = false;
  for (const title of titles) {
    begin(title);
    const trespasses = await guard.during(folder, async () => {
      try {
        await verbs[title](input, unwatched);
        answers.set(title, 'done');
      } catch (thrown) {
        answers.set(title, thrown instanceof DiskError ? thrown.reason : String(thrown));
        if (!isReason(thrown)) losses.push(`${title}: ${inOneLine(thrown)}`);
      }
    });
    for (const trespass of new Set(trespasses)) losses.push(`${title} left the folder: ${trespass}`);
    // A repair is done with a copy for its own: it compares for itself.
    isRepaired ||= title === 'repair';
  }
  if (!isRepaired && !sameFiles(image.files, await readFiles(folder))) losses.push('what only reads changed the files');
  for (const name of await readdir(folder)) {
    if (!companions.has(name)) await rm(path.join(folder, name), { recursive: true, force: true });
  }
  return { losses, answers };
}

/** What people are told, with what they can do. */
function isReason(thrown: unknown): boolean {
  return thrown instanceof DiskError && !['internal', 'io', 'cancelled'].includes(thrown.code);
}

function inOneLine(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  return cause instanceof Error ? (cause.stack ?? cause.message).split('\n').slice(0, 4).join(' ') : String(cause);
}
