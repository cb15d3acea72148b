import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { seededRandom } from '#test/support/random.ts';
import type { HostileCase } from './hostile-case.ts';
import { openSet, readSet, type ImageSet } from './image-set.ts';
import { mutate, seedOf, type Mutant } from './mutate.ts';
import type { TrialOutcome } from './trial.ts';
import { verbs, type VerbTitle } from './verbs.ts';

/** One image to try, and what is to be done with it. A repair comes last, since it changes the image. */
export interface Task {
  readonly image: ImageSet;
  /** What it is, for messages. */
  readonly about: string;
  readonly verbs: readonly VerbTitle[];
  /** What is wrong about how things ended, though each of them could be right. */
  readonly judge: (answers: TrialOutcome['answers']) => readonly string[];
}

/** The task of each number, the same whichever process it comes to. */
export type Chore = (number: number) => Task;

const always = ['info', 'check', 'map'] as const;
const conversions = ['convert', 'convert to vdi', 'convert to vhd', 'convert to vmdk', 'salvage'] as const;
const others = ['details', 'contents', 'repair', 'chain', 'repair', 'compact'] as const;

/** Mutants of all kept sets in turn. */
export async function mutantChore(setsFolder: string, seed: number): Promise<Chore> {
  const seeds = (await setsIn(setsFolder, openSet)).map(seedOf);
  const seedAt = (index: number) => seeds[index % seeds.length] ?? seedOf({ title: '', main: '', files: new Map() });
  return (number) => {
    const random = seededRandom((seed + Math.imul(number, 0x9e3779b1)) >>> 0);
    const lenders = [seedAt(random.below(seeds.length)), seedAt(random.below(seeds.length))];
    const image = mutate(seedAt(number), random, lenders);
    const about = `${image.title}, ${image.changes.join('; ')}`;
    return { image, about, verbs: verbsFor(image, Math.floor(number / seeds.length)), judge: () => [] };
  };
}

/** All that every mutant goes through, and two or three more things in turn. */
function verbsFor(mutant: Mutant, round: number): readonly VerbTitle[] {
  const convert = conversions[round % conversions.length] ?? 'convert';
  const isGuest = mutant.sourceFormat === 'raw' || mutant.title.includes(' in a vdi');
  const more = isGuest ? (['contents', 'compact'] as const) : [others[round % others.length] ?? 'details'];
  return [...always, convert, ...more];
}

/** All kept cases, one after the other: everything is done with them, or only what a short run has the time for. */
export async function caseChore(setsFolder: string, kind: string): Promise<Chore> {
  const cases = await setsIn(setsFolder, readSet<HostileCase>);
  const short: readonly VerbTitle[] = [...always, 'convert', 'repair'];
  return (number) => {
    const image = cases[number] ?? { title: '', main: '', files: new Map(), expects: {} };
    const expected = Object.entries(image.expects) as [VerbTitle, string][];
    return {
      image,
      about: image.title,
      verbs: kind === 'short cases' ? short : (Object.keys(verbs) as VerbTitle[]),
      judge: (answers) =>
        expected.flatMap(([verb, answer]) => {
          const found = answers.get(verb) ?? answer;
          return found === answer ? [] : [`${verb} ended with ${found}, not with ${answer}`];
        }),
    };
  };
}

async function setsIn<S>(folder: string, read: (place: string) => Promise<S>): Promise<readonly S[]> {
  const names = (await readdir(folder)).sort();
  return Promise.all(names.map((name) => read(path.join(folder, name))));
}
