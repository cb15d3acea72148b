import { MiB } from '#shared/model/bytes.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { manyCalls, reconnectStorm, slowReader, slowStrangers, type Flood } from './boundary/floods.ts';
import { attackByFrames } from './boundary/frames.ts';
import { HostilePage } from './boundary/messages.ts';
import { attackByRequest } from './boundary/requests.ts';
import { startTarget } from './boundary/target.ts';
import type { Campaign, Effort, Length, Outcome } from './campaign.ts';

type Attack = (random: Random) => Promise<string | undefined>;

const sizes: Readonly<
  Record<Length, { requests: number; frames: number; messages: number; calls: number; storm: number }>
> = {
  short: { requests: 250, frames: 100, messages: 150, calls: 2000, storm: 48 },
  full: { requests: 6000, frames: 3000, messages: 5000, calls: 10_000, storm: 1000 },
};

/** After so many attacks the page that behaves is asked whether it noticed anything. */
const round = 50;

/** Attacks on a served window, over real sockets, from without and from a page that was taken over. */
export const boundary: Campaign = {
  title: 'attacks on the boundary',
  promise: 'nobody is let in, nothing comes back that was not granted, and other pages notice nothing',
  atLeast: { short: 2500, full: 24_000 },
  minutes: 2,
  async run(effort) {
    await using target = await startTarget();
    const { requests, frames, messages, calls, storm } = sizes[effort.length];
    const losses: string[] = [];
    const attacks = [
      await attackOften('requests', requests, (random) => attackByRequest(random, target)),
      await attackOften('frames', frames, (random) => attackByFrames(random, target)),
      await attackByMessages(messages),
    ];
    const floods = [
      await manyCalls(target, calls),
      await slowReader(target, 20_000),
      await reconnectStorm(target, storm),
    ];
    if (effort.length === 'full') floods.push(await slowStrangers(target, 400));
    for (const flood of floods) losses.push(...flood.losses);
    await stillServes('the end');
    return outcomeOf(attacks, floods, losses);

    async function attackByMessages(count: number): Promise<number> {
      using page = await HostilePage.open(target);
      return await attackOften('messages', count, (random) => page.attack(random));
    }

    async function attackOften(title: string, count: number, attack: Attack): Promise<number> {
      for (let number = 0; number < count; number += 1) {
        const loss = await attack(randomFor(effort, title, number));
        if (loss !== undefined) losses.push(`${title} ${String(number)} of seed ${String(effort.seed)}: ${loss}`);
        if (number % round === round - 1) await stillServes(`${title} ${String(number)}`);
      }
      effort.report(`${String(count)} ${title}`);
      return count;
    }

    async function stillServes(moment: string): Promise<void> {
      await target.serves().catch((thrown: unknown) => losses.push(`after ${moment}: ${String(thrown)}`));
    }
  },
};

/** Each attack by its own number, so that one can be repeated without those before it. */
function randomFor({ seed }: Effort, title: string, number: number): Random {
  return seededRandom(seed + title.length * 1_000_003 + number * 7919);
}

function outcomeOf(attacks: readonly number[], floods: readonly Flood[], losses: readonly string[]): Outcome {
  const tried = [...attacks, ...floods.map((flood) => flood.tried)].reduce((sum, count) => sum + count, 0);
  const grownBy = Math.max(...floods.map((flood) => flood.grownBy));
  return { tried, losses, remarks: `at most ${String(Math.round(grownBy / MiB))} MiB more memory under a flood` };
}
