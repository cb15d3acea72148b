import { DiskError } from '#shared/errors.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import { chooseFooter, type ChosenFooter } from './choose-footer.ts';
import { requireCredible } from './credible-footer.ts';
import { footerAtEnd, footerAtStart, readEnds, type FoundFooter } from './find-footer.ts';
import { refuseVersion } from './header.ts';
import { diskTypes } from './layout.ts';
import { refuseSplit } from './split.ts';

/** The footers of an image as they were found, and the one that counts. */
export interface FoundFooters {
  readonly end: FoundFooter | undefined;
  readonly start: FoundFooter | undefined;
  readonly chosen: ChosenFooter;
}

/** Finds the footer that counts. Throws `vhd.split`, `vhd.version`, `vhd.disk-type` and what `chooseFooter` throws. */
export async function readFooters(files: ImageFiles, how: OpenOptions): Promise<FoundFooters> {
  const { main, name } = files;
  const { head, tail } = await readEnds(main, how.signal);
  const end = footerAtEnd(tail);
  const start = footerAtStart(head);
  await refuseSplit(files, { end });
  const chosen = chooseFooter({ name, end, start, tolerance: how.tolerance });
  if (how.tolerance === 'rescue') requireCredible(name, { end, start }, chosen);
  const { diskType, version } = chosen.footer;
  refuseVersion(name, 'footer', version);
  const isKnown = Object.values<number>(diskTypes).includes(diskType);
  if (!isKnown) throw new DiskError('vhd.disk-type', { name, type: diskType });
  return { end, start, chosen };
}
