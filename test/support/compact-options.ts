import type { CompactOptions } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { fixedIdentity } from './make-image.ts';
import { unwatched } from './watch.ts';

/** Asks a driver to drop units and nothing else. */
export function dropping(holes: UnitSet): CompactOptions {
  const zeros = new UnitSet(holes.unit);
  return { limits: defaultLimits, identity: fixedIdentity(), holes, zeros, marks: 'keep', watch: unwatched };
}
