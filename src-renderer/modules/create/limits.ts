import { MiB, roundDown, type Bytes } from '#shared/model/bytes.ts';
import type { VariantInfo } from '#shared/model/format.ts';
import type { Profile, Way } from '#shared/model/profile.ts';

/** How small and how large a disk may be, and who says so of the upper end. */
export interface Limits {
  readonly smallest: Bytes;
  readonly largest: Bytes;
  readonly setBy: 'format' | 'product';
}

/** The limits of a variant, of the product, if there is one, and of the way in which that takes the disk, together. */
export function limitsOf({ maximumSize, sizeMultiple }: VariantInfo, way: Way, profile: Profile | undefined): Limits {
  const { smallest = 0 } = profile ?? {};
  // In whole MiB, as people size disks: rounded in words, a limit just below 2 TiB would be told as 2 TiB.
  const largest = way.largest === undefined ? Infinity : roundDown(way.largest, MiB);
  return {
    smallest: Math.max(smallest, sizeMultiple),
    largest: Math.min(largest, maximumSize),
    setBy: largest <= maximumSize ? 'product' : 'format',
  };
}
