import { DiskError } from '#shared/errors.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { chooseFooter } from './choose-footer.ts';
import { openDynamic } from './dynamic.ts';
import { footerAtEnd, footerAtStart, readEnds } from './find-footer.ts';
import { openFixed } from './fixed.ts';
import { refuseVersion } from './header.ts';
import { diskTypes } from './layout.ts';
import { refuseSplit } from './split.ts';

/** Opens a VHD image. Only its footers and its header are read; the block table is read where it is needed. */
export async function openVhd(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  const { head, tail } = await readEnds(main, how.signal);
  const end = footerAtEnd(tail);
  await refuseSplit(files, end !== undefined);
  const chosen = chooseFooter({ name, end, start: footerAtStart(head), tolerance: how.tolerance });
  const { diskType, version } = chosen.footer;
  refuseVersion(name, 'footer', version);
  switch (diskType) {
    case diskTypes.fixed:
      return openFixed(files, chosen, how);
    case diskTypes.dynamic:
    case diskTypes.differencing:
      return openDynamic(files, chosen, how);
    default:
      throw new DiskError('vhd.disk-type', { name, type: diskType });
  }
}
