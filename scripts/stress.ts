// npm run test:stress: tries to make Platter lose something, and prints what was tried. Bounded to 20 minutes. Words choose
// campaigns by their titles: `npm run test:stress -- kills mutants`. Ends with 1 when anything was lost.
import { Command, InvalidArgumentError } from 'commander';
import { lossesOf, type Campaign, type Length } from '#test/stress/campaign.ts';
import { campaigns } from '#test/stress/campaigns.ts';
import { ensureBuilt } from './support/build.ts';

interface Row {
  readonly campaign: Campaign;
  readonly tried: number;
  readonly losses: readonly string[];
  readonly remarks: string;
  readonly seconds: number;
}

const seedOf = (word: string): number => {
  const seed = Number(word);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new InvalidArgumentError('A whole number is needed.');
  return seed;
};

const program = new Command('npm run test:stress --')
  .argument('[titles...]', 'parts of titles; all campaigns by default')
  .option('--seed <number>', 'repeats an earlier run', seedOf, Date.now() % 2 ** 31)
  .option('--short', 'only what CI runs')
  .parse();
const { seed, short } = program.opts<{ seed: number; short?: boolean }>();
const length: Length = short ? 'short' : 'full';
const chosen = campaigns.filter(
  ({ title }) => program.args.length === 0 || program.args.some((word) => title.includes(word)),
);

await ensureBuilt();
console.log(`Seed ${String(seed)}.`);
const rows: Row[] = [];
for (const campaign of chosen) rows.push(await runCampaign(campaign));

console.log('\n| tried | count | lost | seconds | remarks |\n| --- | --- | --- | --- | --- |');
for (const { campaign, tried, losses, seconds, remarks } of rows) {
  console.log(
    `| ${campaign.title} | ${String(tried)} | ${String(losses.length)} | ${seconds.toFixed(0)} | ${remarks} |`,
  );
}
for (const { campaign, losses } of rows) for (const loss of losses) console.log(`${campaign.title}: ${loss}`);
process.exitCode = rows.length > 0 && rows.every(({ losses }) => losses.length === 0) ? 0 : 1;

async function runCampaign(campaign: Campaign): Promise<Row> {
  console.log(`${campaign.title}…`);
  const startedAt = performance.now();
  const report = (line: string) => {
    console.log(`  ${line}`);
  };
  const outcome = await campaign.run({ length, seed, report });
  const seconds = (performance.now() - startedAt) / 1000;
  return {
    campaign,
    tried: outcome.tried,
    losses: lossesOf(campaign, length, outcome),
    remarks: outcome.remarks ?? '',
    seconds,
  };
}
