import { readFile, stat } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import type { Random } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { runUntil, type Ended, type Moment } from './run.ts';
import { makeAs, type Scenario } from './scenario.ts';

export interface Killed {
  readonly kills: number;
  readonly losses: readonly string[];
}

/** Kills a scenario so many times, each from its start, and looks at what is left before and after the next start. */
export async function killAgainAndAgain(
  scenario: Scenario,
  { times, random }: { readonly times: number; readonly random: Random },
): Promise<Killed> {
  const { words, stdin, before, sources } = scenario;
  const losses: string[] = [];
  await using whole = await TempFolder.create();
  await using folder = await TempFolder.create();
  const call = { words, stdin };
  const marks = await Promise.all(sources.map(markOf));

  await makeAs(whole, before);
  const undisturbed = await runUntil({ ...call, folder: whole });
  if (undisturbed.code === null || undisturbed.code === 64)
    return { kills: 0, losses: [`${scenario.name}: ${undisturbed.said}`] };

  let kills = 0;
  for (let left = 3 * times; kills < times && left > 0; left -= 1) {
    await makeAs(folder, before);
    const moment = momentIn(undisturbed, random);
    const { wasKilled } = await runUntil({ ...call, folder }, moment);
    if (!wasKilled) continue;
    kills += 1;
    const lose = (problem: string | undefined, when: string) => {
      if (problem !== undefined) losses.push(`${scenario.name}, killed ${JSON.stringify(moment)}, ${when}: ${problem}`);
    };
    lose(await scenario.afterKill(folder, whole), 'at once');
    // What was whole when it was killed exists now, and is refused for that.
    const again = await runUntil({ ...call, folder });
    const isRefused = again.code === 1 && / exists already /.test(again.said);
    if (again.code !== undisturbed.code && !isRefused)
      lose(`the next start ended with ${String(again.code)}: ${again.said}`, 'later');
    lose(await scenario.afterNextStart(folder, whole), 'after the next start');
  }
  const changed = await Promise.all(sources.map(markOf));
  if (changed.join() !== marks.join()) losses.push(`${scenario.name}: a source was changed`);
  await before[Symbol.asyncDispose]();
  return { kills, losses };
}

/** Half of the kills hit what happens in the folder, such as a file that gets its name; the others come at any time. */
function momentIn({ tookMs, events, firstEventMs }: Ended, random: Random): Moment {
  if (events > 0 && random.below(2) === 0) {
    // Most of it is at the end, where files get their names.
    const fromEnd = random.below(2) === 0 ? random.below(Math.min(events, 40)) : random.below(events);
    return { atEvent: events - fromEnd };
  }
  const from = firstEventMs * 0.9;
  return { afterMs: Math.round(from + (random.below(1000) / 1000) * Math.max(1, tookMs - from)) };
}

/** Size, time and, of the first MiB, the content. */
async function markOf(file: string): Promise<string> {
  const { size, mtimeMs } = await stat(file);
  const content =
    size < 2 ** 26
      ? createHash('sha256')
          .update(await readFile(file))
          .digest('hex')
      : '';
  return `${String(size)} ${String(mtimeMs)} ${content}`;
}
