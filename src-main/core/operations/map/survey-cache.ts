import { stat } from 'node:fs/promises';
import type { SourceInput } from '../open-source.ts';
import type { Survey } from './survey.ts';

interface Kept {
  readonly survey: Survey;
  readonly state: string;
}

/** Surveys at hand at the same time: 5 MiB each. */
const mostKept = 3;

/** Keeps the surveys that were made last, as long as the files they are of stay as they are. No file is held open for that. */
export class SurveyCache {
  /** In the order of their use; the first is the next to go. */
  readonly #kept = new Map<string, Kept>();

  /** The survey of an image as it is now, if there is one. */
  async find(input: SourceInput): Promise<Survey | undefined> {
    const key = keyOf(input);
    const kept = this.#kept.get(key);
    if (!kept) return undefined;
    this.#kept.delete(key);
    if ((await stateOf(kept.survey.files)) !== kept.state) return undefined;
    this.#kept.set(key, kept);
    return kept.survey;
  }

  /** Keeps a whole survey. `state` is that of its files from before it began. */
  keep(input: SourceInput, survey: Survey, state: string): void {
    const key = keyOf(input);
    this.#kept.delete(key);
    this.#kept.set(key, { survey, state });
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= mostKept) break;
      this.#kept.delete(oldest);
    }
  }
}

/** By what a change of files is seen. A file that is gone has a state as well. */
export async function stateOf(files: readonly string[]): Promise<string> {
  const states = await Promise.all(
    files.map(async (file) => {
      try {
        const { mtimeNs, size, ino } = await stat(file, { bigint: true });
        return [mtimeNs, size, ino].join(' ');
      } catch {
        return 'gone';
      }
    }),
  );
  return states.join('\n');
}

function keyOf({ path, sourceFormat = '' }: SourceInput): string {
  return `${sourceFormat} ${path}`;
}
