import type { Campaign } from './campaign.ts';
import { tryHostileImages } from './hostile/campaign-run.ts';
import { casesOfNames } from './hostile/cases-of-names.ts';
import { casesOfNumbers } from './hostile/cases-of-numbers.ts';
import { casesOfShapes } from './hostile/cases-of-shapes.ts';

/** Images that were made to do harm, each in one way of which somebody has heard. */
export const hostileCases: Campaign = {
  title: 'hostile cases',
  promise:
    'what is made to do harm is refused for the right reason, or read for what it is, and nothing else is touched',
  atLeast: { short: 200, full: 200 },
  minutes: 1,
  async run(effort) {
    const sets = [...casesOfNames(), ...casesOfNumbers(), ...(await casesOfShapes())];
    const kind = effort.length === 'full' ? 'cases' : 'short cases';
    return tryHostileImages(kind, { sets, count: sets.length }, effort);
  },
};
