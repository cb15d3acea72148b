import path from 'node:path';
import { settleOutput } from '#main/core/io/settle-output.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import type { Campaign, Effort, Outcome } from './campaign.ts';
import { mixtureIn } from './support/judge.ts';
import { cutsAfter, type PowerCut } from './support/power-cut.ts';
import { scenariosFor } from './support/scenarios/all.ts';
import { Theatre } from './support/theatre.ts';

/** The full form cuts the power after every step. The short one does so many times; the last steps, where names are given, are always among them. */
const momentsOfShort = 8;
const lastOnes = 4;

/**
 * Each operation on each kind of image, recorded with its flushes: of contents and of names. The states that a power cut may leave
 * behind are put into a folder, cleaned up as after a crash where that is done, and looked at.
 */
export const powerCuts: Campaign = {
  title: 'power cuts replayed',
  promise:
    'the target is absent or whole, an image changed in place is sound and holds all that was flushed, a repair can be taken back to the byte, and what was done for good is there',
  // How many states differ, and are tried, depends on the seed, by a tenth.
  atLeast: { full: 3_600, short: 90 },
  minutes: 2,
  async run({ length, seed, report }: Effort): Promise<Outcome> {
    const random = seededRandom(seed);
    const losses: string[] = [];
    let tried = 0;
    let steps = 0;
    const scenarios = scenariosFor(length);
    for (const scenario of scenarios) {
      await using theatre = await Theatre.open(scenario);
      const recorder = await theatre.record();
      steps += recorder.steps.length;
      const seen = new Set<string>();
      for (const count of momentsOf(recorder.steps.length, length, random)) {
        for (const cut of cutsAfter(recorder, count, random, seen)) {
          tried += 1;
          for (const loss of await replay(theatre, cut)) {
            losses.push(`${scenario.title}, ${cut.title}: ${loss}`);
            report(losses.at(-1) ?? '');
          }
        }
      }
    }
    return {
      tried,
      losses,
      remarks: `${String(scenarios.length)} scenarios of ${String(steps)} steps, ${length === 'full' ? 'after each of them' : 'after some of them'}`,
    };
  },
};

function momentsOf(steps: number, length: Effort['length'], random: Random): readonly number[] {
  const all = Array.from({ length: steps + 1 }, (_, i) => i);
  if (length === 'full' || all.length <= momentsOfShort) return all;
  const early = all.slice(0, -lastOnes);
  const picked = Array.from({ length: momentsOfShort - lastOnes }, () => early[random.below(early.length)] ?? 0);
  return [...new Set([...picked, ...all.slice(-lastOnes)])].sort((a, b) => a - b);
}

async function replay(theatre: Theatre, { state, done }: PowerCut): Promise<readonly string[]> {
  const { scenario, folder } = theatre;
  theatre.put(state);
  const losses: string[] = [];
  if (scenario.kind === 'output' && state.has(scenario.image.name)) {
    const mixture = await mixtureIn(scenario, folder);
    if (mixture !== undefined) losses.push(mixture);
  }
  if (scenario.kind === 'output' && scenario.token !== undefined) {
    const settled = await settleOutput(path.join(folder, scenario.image.name), scenario.token);
    if (settled.kind === 'unclear') losses.push(`the clean-up cannot go on: ${settled.problem}`);
    theatre.look();
    losses.push(
      ...theatre.strayNames().filter((name) => name.endsWith('.platter-part') || name.endsWith('.platter-old')),
    );
  }
  return [...losses, ...(await theatre.judge({ done, ended: isDone(scenario, done) ? 'well' : 'by a cut' }))];
}

function isDone(scenario: Theatre['scenario'], done: number): boolean {
  return done === (scenario.kind === 'change' ? scenario.contents.length - 1 : 1);
}
