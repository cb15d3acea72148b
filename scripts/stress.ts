// npm run test:stress: tries to make Platter lose something, and prints what was tried. Bounded to 20 minutes. Words choose
// campaigns by their titles: `npm run test:stress -- kills mutants`. Ends with 1 when anything was lost.
import { Command, InvalidArgumentError } from 'commander';
import { campaigns } from '#test/stress/campaigns.ts';
import { ensureBuilt } from '#test/support/build.ts';
import { runCampaign } from './stress/run-campaign.ts';
import { sideBySide } from './stress/side-by-side.ts';

const mostMinutes = 20;

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
const chosen = campaigns.filter(
  ({ title }) => program.args.length === 0 || program.args.some((word) => title.includes(word)),
);

await ensureBuilt();
console.log(`Seed ${String(seed)}.`);
const startedAt = performance.now();
const minutes = () => ((performance.now() - startedAt) / 60_000).toFixed(1);
const say = (line: string) => {
  console.log(`${minutes().padStart(4)} min  ${line}`);
};
const deadline = AbortSignal.timeout(mostMinutes * 60_000);
const options = { length: short ? 'short' : 'full', seed, deadline, say } as const;
const rows = await sideBySide(chosen, (campaign) => runCampaign(campaign, options));

console.log('\n| tried | count | lost | seconds | remarks |\n| --- | --- | --- | --- | --- |');
for (const { campaign, tried, losses, seconds, remarks } of rows) {
  console.log(
    `| ${campaign.title} | ${String(tried)} | ${String(losses.length)} | ${seconds.toFixed(0)} | ${remarks} |`,
  );
}
console.log(`\nAll together ${minutes()} minutes.`);
for (const { campaign, losses } of rows) for (const loss of losses) console.log(`${campaign.title}: ${loss}`);
process.exitCode = rows.length > 0 && rows.every(({ losses }) => losses.length === 0) ? 0 : 1;
