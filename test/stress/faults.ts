import { lstatSync } from 'node:fs';
import path from 'node:path';
import { seededRandom, type Random } from '#test/support/random.ts';
import type { Campaign, Effort, Outcome } from './campaign.ts';
import { Fault, faultKinds, type FaultKind } from './support/faults.ts';
import { scenariosFor } from './support/scenarios/all.ts';
import { Theatre } from './support/theatre.ts';

/** The short form makes one request of each kind fail, picked by the seed; the full form each of them. */
function numbersOf(count: number, length: Effort['length'], random: Random): readonly number[] {
  if (length === 'full') return Array.from({ length: count }, (_, i) => i + 1);
  return count > 0 ? [1 + random.below(count)] : [];
}

/**
 * Each operation on each kind of image, with each request to the file system made to fail once: reading, writing, flushing,
 * cutting, naming, looking, closing; because of the medium, the room, or the person's share of it; once or from then on.
 */
export const faults: Campaign = {
  title: 'faults injected',
  promise:
    'the target is absent or whole, an image changed in place is sound and holds what it held or was to hold, the source is untouched, nothing is left behind, and the error names the cause',
  atLeast: { full: 35_000, short: 80 },
  minutes: 10,
  async run({ length, seed, report }: Effort): Promise<Outcome> {
    const random = seededRandom(seed);
    const losses: string[] = [];
    let tried = 0;
    const scenarios = scenariosFor(length);
    for (const scenario of scenarios) {
      await using theatre = await Theatre.open(scenario);
      for (const kind of faultKinds) {
        const counter = new Fault(kind, Infinity);
        await theatre.play(counter);
        const { count } = counter;
        for (const nth of numbersOf(count, length, random)) {
          tried += 1;
          for (const loss of await tryFault(theatre, kind, nth)) {
            losses.push(`${scenario.title}, ${kind.title}, request ${String(nth)} of ${String(count)}: ${loss}`);
            report(losses.at(-1) ?? '');
          }
        }
      }
    }
    return {
      tried,
      losses,
      remarks: `${String(scenarios.length)} scenarios, ${String(faultKinds.length)} kinds of fault, ${length === 'full' ? 'every request' : 'one request'} of each`,
    };
  },
};

async function tryFault(theatre: Theatre, kind: FaultKind, nth: number): Promise<readonly string[]> {
  const fault = new Fault(kind, nth);
  const ending = await theatre.play(fault);
  const { failure, loose, done } = ending;
  const stray = theatre.strayNames();
  // Before a repair is taken back, which takes one of the names.
  const twins = new Set(stray.filter((name) => hasTwoNames(path.join(theatre.folder, name))));
  const all = [...(await theatre.judge({ done, ended: failure ? 'with a failure' : 'well' })), ...loose];
  // A spare name that cannot be removed is no reason to take back what is whole by then; the next output removes it.
  const kept = new Set(
    fault.failed.flatMap((request) => (request.kind === 'unlink' ? [path.basename(request.path)] : [])),
  );
  const told = String(failure?.facts['leftBehind'] ?? '');
  for (const name of stray) {
    const isSpare = !failure || name.endsWith('.platter-old') || twins.has(name);
    const isExcused = kept.has(name) && isSpare;
    if (!told.includes(name) && !isExcused) all.push(`${name} was left, and not told of`);
  }
  if (failure && failure.code !== kind.expected) all.push(`told as ${failure.reason}: ${failure.message}`);
  if (!failure && fault.failed.some((request) => request.kind === 'flush')) all.push('a failed flush was passed over');
  return all.map((loss) => `${loss} [${fault.hit ?? 'no fault'}]`);
}

function hasTwoNames(file: string): boolean {
  return lstatSync(file).nlink > 1;
}
