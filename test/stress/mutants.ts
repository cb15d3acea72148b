import { MiB } from '#shared/model/bytes.ts';
import type { Campaign } from './campaign.ts';
import { tryHostileImages } from './hostile/campaign-run.ts';
import { corpusSeeds } from './hostile/corpus-seeds.ts';
import { formatSeeds } from './hostile/format-seeds.ts';
import { guestSeeds } from './hostile/guest-seeds.ts';
import type { ImageSet } from './hostile/image-set.ts';

/** What is larger takes time that a short run does not have. */
function isSmall({ files }: ImageSet): boolean {
  return [...files.values()].reduce((sum, { length }) => sum + length, 0) < 1.6 * MiB;
}

/** Sound images of every format, changed where it hurts, go through everything that reads, and through repair. */
export const mutants: Campaign = {
  title: 'mutants',
  promise: 'a mutant of an image is read or refused with a reason, at once, in little memory, and inside its folder',
  atLeast: { short: 240, full: 20_000 },
  minutes: 9,
  async run(effort) {
    const real = effort.length === 'full' ? await corpusSeeds() : { sets: [], skipped: [] };
    const guests = await guestSeeds();
    const all = [...(await formatSeeds()), ...guests.sets, ...real.sets];
    const sets = effort.length === 'full' ? all : all.filter(isSmall);
    const count = mutants.atLeast[effort.length];
    const { tried, losses, remarks, crew } = await tryHostileImages('mutants', { sets, count }, effort);
    // Mutants that are all refused at the door try nothing.
    const vain = crew.read < tried / 4 ? [`only ${String(crew.read)} of ${String(tried)} mutants were read`] : [];
    const skipped = [...guests.skipped, ...real.skipped].map((reason) => `; skipped ${reason}`).join('');
    const share = `${String(Math.round((100 * crew.read) / tried))} % were not refused`;
    return { tried, losses: [...losses, ...vain], remarks: `${share}; ${remarks ?? ''}${skipped}` };
  },
};
