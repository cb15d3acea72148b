import { expect, test } from 'vitest';
import { lossesOf, type Campaign } from './campaign.ts';

/** The seed of runs in CI: a failure there repeats everywhere. */
const seed = 20_261_130;

/** Runs the short form of a campaign as a test: every trial keeps the promise. */
export function testShortForm(campaign: Campaign): void {
  test(`${campaign.title}: ${campaign.promise}`, { timeout: 180_000 }, async () => {
    const outcome = await campaign.run({ length: 'short', seed, report: () => undefined });
    expect(lossesOf(campaign, 'short', outcome)).toEqual([]);
  });
}
