import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import type { Campaign } from './campaign.ts';
import { killAgainAndAgain } from './kills/command-line.ts';
import { changedInPlace, changes, makeContent, repairs } from './kills/in-place.ts';
import { kinds, makeSources, newImage } from './kills/new-images.ts';
import type { Scenario } from './kills/scenario.ts';
import { killServed } from './kills/served.ts';

/** Kills real runs of the command line and of the served window with SIGKILL at random moments. */
export const kills: Campaign = {
  title: 'kills',
  promise: 'no kill loses anything, and the next start takes away what it left',
  // Of those that are planned, some end before they are killed.
  atLeast: { short: 5, full: 300 },
  minutes: 5,
  async run({ length, seed, report }) {
    const random = seededRandom(seed);
    await using sources = await TempFolder.create();
    await makeSources(sources);
    await makeContent(sources.at('content'));
    const losses: string[] = [];
    let tried = 0;
    const scenarios = length === 'short' ? shortScenarios(sources) : allScenarios(sources);
    const times = length === 'short' ? 2 : 6;
    const lane = async (): Promise<void> => {
      for await (const scenario of scenarios) {
        const killed = await killAgainAndAgain(scenario, { times, random });
        tried += killed.kills;
        losses.push(...killed.losses);
        report([`${scenario.name}: ${String(killed.kills)} kills`, ...killed.losses].join('\n    '));
      }
    };
    await Promise.all([lane(), lane()]);
    const ofWindow = await killServed({ times: length === 'short' ? 1 : 20, random });
    report(`the served window: ${String(ofWindow.kills)} kills`);
    const all = [...losses, ...ofWindow.losses].map((loss) => `${loss} (seed ${String(seed)})`);
    return { tried: tried + ofWindow.kills, losses: all, remarks: `${String(ofWindow.kills)} of the served window` };
  },
};

async function* shortScenarios(sources: TempFolder): AsyncGenerator<Scenario> {
  const split = kinds.filter(({ variant }) => variant === 'twoGbMaxExtentSparse');
  for (const kind of split) yield newImage(sources, kind, 'overwrite');
  for (const kind of split) yield newImage(sources, kind, 'create');
  for (const change of changes(sources.at('content')))
    if (change.name === 'write' && change.format === 'vdi') yield changedInPlace(change);
  const [repair, ...others] = await repairs();
  if (repair) yield repair;
  for (const { before } of others) await before[Symbol.asyncDispose]();
}

async function* allScenarios(sources: TempFolder): AsyncGenerator<Scenario> {
  for (const kind of kinds)
    for (const verb of ['convert', 'overwrite', 'create'] as const) yield newImage(sources, kind, verb);
  for (const change of changes(sources.at('content'))) yield changedInPlace(change);
  yield* await repairs();
}
