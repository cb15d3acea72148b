// One campaign in a process of its own: `<title> <length> <seed>`. It may stand between its process and the file system.
import type { Length } from '#test/stress/campaign.ts';
import { campaigns } from '#test/stress/campaigns.ts';
import type { FromCampaign } from './messages.ts';

const [wanted = '', length = 'full', seed = '0'] = process.argv.slice(2);
const campaign = campaigns.find(({ title }) => title === wanted);
if (!campaign) throw new Error(`There is no campaign "${wanted}".`);

const report = (line: string) => void tell({ kind: 'report', line });
const outcome = await campaign.run({ length: length as Length, seed: Number(seed), report });
await tell({ kind: 'outcome', outcome });
// A campaign that leaves something running has said all the same what it found.
process.exit();

function tell(message: FromCampaign): Promise<unknown> {
  return new Promise((resolve) => process.send?.(message, resolve));
}
