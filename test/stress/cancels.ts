import type { Watch } from '#main/core/disk/format.ts';
import { seededRandom } from '#test/support/random.ts';
import type { Campaign, Effort, Outcome } from './campaign.ts';
import type { Hook } from './support/requests.ts';
import { scenariosFor } from './support/scenarios/all.ts';
import { Theatre } from './support/theatre.ts';

/** How many moments of each kind are picked, where a scenario has more. */
const most = { full: 6, short: 3 };

/** Each operation on each kind of image, told to stop at one of its reports, or while one of its requests is under way. */
export const cancels: Campaign = {
  title: 'cancels',
  promise:
    'what was cancelled is told as that, or done after all; the target is absent or whole, an image changed in place is sound, nothing is left behind',
  atLeast: { full: 1_200, short: 60 },
  minutes: 1,
  async run({ length, seed, report }: Effort): Promise<Outcome> {
    const random = seededRandom(seed);
    const losses: string[] = [];
    let tried = 0;
    let completed = 0;
    const scenarios = scenariosFor(length);
    for (const scenario of scenarios) {
      await using theatre = await Theatre.open(scenario);
      for (const moment of ['report', 'request'] as const) {
        const counter = new Stop(moment, Infinity);
        await theatre.play(counter, counter);
        const numbers =
          counter.count <= most[length]
            ? Array.from({ length: counter.count }, (_, i) => i + 1)
            : Array.from({ length: most[length] }, () => 1 + random.below(counter.count));
        for (const nth of new Set(numbers)) {
          tried += 1;
          const { found, hasCompleted } = await tryStop(theatre, new Stop(moment, nth));
          if (hasCompleted) completed += 1;
          for (const loss of found) {
            losses.push(
              `${scenario.title}, cancelled at ${moment} ${String(nth)} of ${String(counter.count)}: ${loss}`,
            );
            report(losses.at(-1) ?? '');
          }
        }
      }
    }
    return {
      tried,
      losses,
      remarks: `${String(scenarios.length)} scenarios; ${String(completed)} ended before they heard of it`,
    };
  },
};

/** Tells to stop at the n-th report or request (from 1); counts them when n is infinite. */
class Stop implements Hook, Watch {
  readonly #moment: 'report' | 'request';
  readonly #nth: number;
  readonly #abort = new AbortController();
  count = 0;

  constructor(moment: 'report' | 'request', nth: number) {
    this.#moment = moment;
    this.#nth = nth;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** As an arrow: operations take it out of its watch. */
  readonly report = (): void => {
    this.#meet('report');
  };

  request<T>(_: unknown, carryOut: () => Promise<T>): Promise<T> {
    this.#meet('request');
    return carryOut();
  }

  system(_: unknown, carryOut: () => 'done' | 'not done'): 'done' | 'not done' {
    return carryOut();
  }

  #meet(moment: 'report' | 'request'): void {
    if (moment !== this.#moment) return;
    this.count += 1;
    if (this.count === this.#nth) this.#abort.abort();
  }
}

async function tryStop(
  theatre: Theatre,
  stop: Stop,
): Promise<{ readonly found: readonly string[]; readonly hasCompleted: boolean }> {
  const { failure, loose, done } = await theatre.play(stop, stop);
  const found = [...loose, ...theatre.strayNames().map((name) => `${name} was left`)];
  found.push(...(await theatre.judge({ done, ended: failure ? 'with a failure' : 'well' })));
  if (failure && failure.code !== 'cancelled') found.push(`told as ${failure.reason}: ${failure.message}`);
  return { found, hasCompleted: !failure };
}
