import { DiskError } from '#shared/errors.ts';
import { endOf } from '#shared/model/bytes.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import { overlap } from './block-place.ts';
import type { ChosenFooter } from './choose-footer.ts';
import type { FoundHeader } from './header.ts';
import { header } from './layout.ts';
import { surveyForRescue } from './rescue-survey.ts';
import type { BlockTable } from './table.ts';

/**
 * Refuses a rescue that would guess: structures that lie on each other, and a header that fails its checksum unless everything
 * else bears it out: the table follows it at once and has as many entries as the disk has blocks, and every one of these blocks has
 * a place of its own. Throws `vhd.table-place` and `vhd.header-checksum`.
 */
export async function requireProof(
  files: ImageFiles,
  { isIntact }: ChosenFooter,
  { table, found }: { readonly table: BlockTable; readonly found: FoundHeader },
  how: OpenOptions,
): Promise<void> {
  const { name } = files;
  const { tableStart, tableEntries } = found.header;
  const [first, ...others] = [...table.metadata].sort((a, b) => a.start - b.start);
  let before = first;
  for (const range of others) {
    if (before && overlap(before, range)) throw new DiskError('vhd.header-checksum', { name });
    before = range;
  }
  if (found.isIntact && isIntact) return;
  const spare = tableEntries - Math.ceil(table.virtualSize / table.blockSize);
  // Some programs write an entry more than is needed.
  const isFit = (spare === 0 || spare === 1) && tableStart === endOf({ start: found.start, length: header.size });
  const { faults, hasShared } = await surveyForRescue(files, table, found, how);
  if (!isFit || faults > 0 || hasShared) throw new DiskError('vhd.header-checksum', { name });
}
