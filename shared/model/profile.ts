import type { Bytes } from './bytes.ts';
import type { OptionValues } from './convert.ts';

/** An answer to "where will it run": what to write for a product, and why. The rules are those of the product, not of the format. */
export interface Profile {
  readonly id: string;
  /** The product, as people call it. */
  readonly title: string;
  readonly format: string;
  readonly variant: string;
  readonly options: OptionValues;
  /** One line: what is written, and why the product wants it so. */
  readonly reason: string;
  /** The product takes whole multiples of this only; sizes are rounded up with zeros. */
  readonly sizeMultiple?: Bytes;
  readonly smallest?: Bytes;
  readonly largest?: Bytes;
}
