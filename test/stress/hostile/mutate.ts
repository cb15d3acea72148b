import type { Random } from '#test/support/random.ts';
import type { ImageSet } from './image-set.ts';
import { mutateBytes } from './mutate-bytes.ts';
import { mutateFields } from './mutate-fields.ts';
import { mutateText } from './mutate-text.ts';
import { anatomyOf, resign, type Anatomy } from './structures.ts';

/** A file of an image that is being changed, with what was known of it while it was sound. */
export interface MutableFile {
  readonly name: string;
  content: Uint8Array;
  readonly anatomy: Anatomy;
}

/** A sound image that mutants are made of. */
export interface Seed {
  readonly set: ImageSet;
  readonly anatomies: ReadonlyMap<string, Anatomy>;
}

export function seedOf(set: ImageSet): Seed {
  return { set, anatomies: new Map([...set.files].map(([name, content]) => [name, anatomyOf(content)])) };
}

export interface Mutant extends ImageSet {
  /** What was done to it, in order. */
  readonly changes: readonly string[];
}

/** Changes a sound image in one to three ways; others lend their bytes. The same numbers make the same mutant. */
export function mutate({ set, anatomies }: Seed, random: Random, lenders: readonly Seed[]): Mutant {
  const files = [...set.files].map(([name, content]): MutableFile => {
    return {
      name,
      content: content.slice(),
      anatomy: anatomies.get(name) ?? { places: [], tables: [], texts: [] },
    };
  });
  const changes: string[] = [];
  for (let left = 1 + random.below(3); left > 0; left -= 1) {
    const file = chooseFile(files, set.main, random);
    const change = file && changeFile(file, files, random, lenders);
    if (file && change !== undefined) changes.push(`${file.name}: ${change}`);
  }
  if (files.length > 1 && random.below(20) === 0) {
    const lost = files.splice(1 + random.below(files.length - 1), 1);
    changes.push(`without ${lost.map(({ name }) => name).join()}`);
  }
  // Mostly, so that lies are looked at and not just found out.
  if (random.below(5) > 0) for (const file of files) resign(file.content, file.anatomy);
  const { title, main, sourceFormat } = set;
  return { title, main, sourceFormat, files: new Map(files.map(({ name, content }) => [name, content])), changes };
}

function chooseFile(files: readonly MutableFile[], main: string, random: Random): MutableFile | undefined {
  const [first, ...others] = files;
  if (!first || random.below(2) === 0) return files.find(({ name }) => name === main);
  return random.pick([first, ...others]);
}

function changeFile(
  file: MutableFile,
  files: readonly MutableFile[],
  random: Random,
  lenders: readonly Seed[],
): string | undefined {
  const way = random.below(10);
  const names = files.map(({ name }) => name);
  if (way < 4)
    return mutateFields(file, random) ?? mutateText(file, names, random) ?? mutateBytes(file, random, lenders);
  if (way < 7)
    return mutateText(file, names, random) ?? mutateFields(file, random) ?? mutateBytes(file, random, lenders);
  return mutateBytes(file, random, lenders);
}
