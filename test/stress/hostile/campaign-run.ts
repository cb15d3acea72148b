import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { MiB, type Bytes } from '#shared/model/bytes.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import type { Effort, Outcome } from '../campaign.ts';
import { hostileFolder } from './companions.ts';
import { tryImages, type CrewOrder, type CrewOutcome } from './crew.ts';
import { keepSet, type ImageSet } from './image-set.ts';
import { inMebibytes } from './memory.ts';

/** What stays in memory after each of them shows in thousands. */
const mostGrowth: Bytes = 24 * MiB;

/** Tries as many images as wanted, made of kept sets, in two processes. */
export async function tryHostileImages(
  kind: CrewOrder['kind'],
  { sets, count }: { readonly sets: readonly ImageSet[]; readonly count: number },
  { seed, report }: Effort,
): Promise<Outcome & { readonly crew: CrewOutcome }> {
  // Flushes of repairs and conversions are not what is tried here.
  await using folder = await TempFolder.inMemory();
  for (const [i, set] of sets.entries()) await keepSet(folder.at(`sets/${String(i).padStart(4, '0')}`), set);
  await using stack = new AsyncDisposableStack();
  const workFolders: string[] = [];
  for (let i = 0; i < Math.min(2, availableParallelism()); i += 1) {
    await mkdir(folder.at(String(i)));
    workFolders.push(stack.use(await hostileFolder(folder.at(String(i)))).path);
  }
  const crew = await tryImages({ kind, setsFolder: folder.at('sets'), workFolders, seed, end: count, report });
  const { tried, losses, peak, slowest, growth } = crew;
  const leak = growth > mostGrowth ? [`the heap grew by ${inMebibytes(growth)}`] : [];
  const remarks = [
    `of ${String(sets.length)} images`,
    `slowest step ${slowest.seconds.toFixed(1)} s (${slowest.what.slice(0, 60)})`,
    `at most ${inMebibytes(peak)}`,
    `heap grew by ${inMebibytes(growth)}`,
  ];
  return { tried, losses: [...losses, ...leak], remarks: remarks.join('; '), crew };
}
