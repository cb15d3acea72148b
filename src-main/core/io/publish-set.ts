import path from 'node:path';
import type { CleanUp } from './clean-up.ts';
import { flushFolder, isTaken, removeIfThere } from './folders.ts';
import { backupName } from './part-name.ts';
import { giveWay, publishKeeping, publishNew, publishOver, type Part } from './publish.ts';

/**
 * Gives the parts of an image their names, siblings first: whoever finds the main file finds all of it. Where siblings are
 * replaced, the old main file gives way before that: nobody ever finds a main file whose siblings are old and new ones.
 * Returns the names that are not needed any more when all is done; until then they tell `settleOutput` how far this came.
 */
export async function publish(
  [main, ...siblings]: readonly [main: Part, ...siblings: Part[]],
  mark: string,
  cleanUp: CleanUp,
): Promise<readonly string[]> {
  const folder = path.dirname(main.target);
  const backupOf = ({ target }: Part) => path.join(folder, backupName(path.basename(target), mark));
  const replaced = new Set<Part>();
  for (const sibling of siblings) if (sibling.mayReplace && (await isTaken(sibling.target))) replaced.add(sibling);

  const givesWay = replaced.size > 0 && (await giveWay(main, backupOf(main), cleanUp));
  if (givesWay) await flushFolder(folder);
  for (const sibling of siblings) {
    if (replaced.has(sibling)) await publishKeeping(sibling, backupOf(sibling), cleanUp);
    else await publishNew(sibling, cleanUp);
  }
  if (siblings.length > 0) await flushFolder(folder);
  // Siblings that nobody names do no harm: where none is replaced, the old main file has its name until the new one has it.
  await (main.mayReplace && replaced.size === 0 ? publishOver : publishNew)(main, cleanUp);
  // Where an old main file is gone for good, nothing is taken back any more; these names are not needed then either.
  for (const { temporary } of siblings) cleanUp.add(temporary, () => removeIfThere(temporary));
  await flushFolder(folder);
  const backups = [...(givesWay ? [main] : []), ...replaced].map(backupOf);
  return [...[main, ...siblings].map(({ temporary }) => temporary), ...backups];
}
