import { lockForReading, refuseWritten, type ReadingRefusal } from '../io/image-use.ts';
import { inGroups } from '../io/in-groups.ts';
import type { ImageFolder } from './image-folder.ts';

/** Of the files beside a main one, which a split disk has thousands of. */
const lookedAtOnce = 32;

/**
 * Makes sure that nobody writes to images while all of them is read, and keeps others from beginning to, as far as they heed locks.
 * The main files are locked, until they are closed; what else the images consist of is only looked at. Throws `reason`,
 * `image.locked-by-vmware` and `image.locked-by-platter`.
 */
export async function claimForReading(folders: readonly ImageFolder[], reason: ReadingRefusal): Promise<void> {
  for (const folder of folders) {
    await lockForReading(folder.main, reason);
    await inGroups(await folder.siblings(), lookedAtOnce, (file) => file.use((open) => refuseWritten(open, reason)));
  }
}
