import { DiskError } from '#shared/errors.ts';
import { judgeFooters, type ChosenFooter, type JudgedFooter } from './choose-footer.ts';
import type { FoundFooter } from './find-footer.ts';
import { capacityOf } from './geometry.ts';
import { footer } from './layout.ts';

/**
 * Refuses a rescue that would go by a footer which nothing bears out. Throws `vhd.footer-checksum`: where no footer is intact, unless
 * what decides is the same in both, or the one that is left agrees with itself; and where an intact copy belongs to another disk,
 * which a guest keeps at the start of its own.
 */
export function requireCredible(
  name: string,
  found: { readonly end: FoundFooter | undefined; readonly start: FoundFooter | undefined },
  { isIntact, place }: ChosenFooter,
): void {
  const { end, copy } = judgeFooters(found);
  const isCredible = isIntact ? place === 'end' || !isGuests(end, copy) : agree(end, copy);
  if (!isCredible) throw new DiskError('vhd.footer-checksum', { name });
}

function isGuests(end: JudgedFooter | undefined, copy: JudgedFooter | undefined): boolean {
  if (!end || !copy || end.diskType === copy.diskType) return false;
  return footer.decode(end.stored).uuid !== footer.decode(copy.stored).uuid;
}

/** Whether two damaged footers say the same of the disk; one alone, whether its two sizes are the same. */
function agree(end: JudgedFooter | undefined, copy: JudgedFooter | undefined): boolean {
  const [one, other] = [end ?? copy, copy ?? end].map((found) => found && footer.decode(found.stored));
  if (!one || !other) return false;
  if (one.currentSize !== other.currentSize || one.headerStart !== other.headerStart) return false;
  const isSame = one.diskType === other.diskType && one.creatorApplication === other.creatorApplication;
  if (!isSame || capacityOf(one) !== capacityOf(other)) return false;
  return (end && copy) !== undefined || one.currentSize === one.originalSize;
}
