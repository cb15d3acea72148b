import type { Campaign } from '#test/stress/campaign.ts';

/**
 * Runs campaigns two at a time, those that take longest first, and then, one by one, those that measure what others would
 * disturb. Resolves to what they came to, in the order in which they were given.
 */
export async function sideBySide<Row>(
  campaigns: readonly Campaign[],
  run: (campaign: Campaign) => Promise<Row>,
): Promise<readonly Row[]> {
  const rows = new Map<Campaign, Row>();
  const queue = campaigns.filter(({ isAlone }) => !isAlone).sort((a, b) => b.minutes - a.minutes);
  const lane = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) rows.set(next, await run(next));
  };
  await Promise.all([lane(), lane()]);
  for (const campaign of campaigns) if (campaign.isAlone) rows.set(campaign, await run(campaign));
  return campaigns.flatMap((campaign) => rows.get(campaign) ?? []);
}
