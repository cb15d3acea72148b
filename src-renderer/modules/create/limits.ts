import type { Bytes } from '#shared/model/bytes.ts';
import type { VariantInfo } from '#shared/model/format.ts';
import type { Profile } from '#shared/model/profile.ts';

/** How small and how large a disk may be, and who says so of the upper end. */
export interface Limits {
  readonly smallest: Bytes;
  readonly largest: Bytes;
  readonly setBy: 'format' | 'product';
}

/** The limits of a variant and of the product, if there is one, together. */
export function limitsOf({ maximumSize, sizeMultiple }: VariantInfo, profile: Profile | undefined): Limits {
  const { smallest = 0, largest = Infinity } = profile ?? {};
  return {
    smallest: Math.max(smallest, sizeMultiple),
    largest: Math.min(largest, maximumSize),
    setBy: largest <= maximumSize ? 'product' : 'format',
  };
}
