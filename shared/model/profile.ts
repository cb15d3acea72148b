import type { Bytes } from './bytes.ts';
import type { OptionValues } from './convert.ts';
import type { Allocation } from './format.ts';

/** What to write so that a product takes it, and why. */
export interface Way {
  readonly format: string;
  readonly variant: string;
  readonly options: OptionValues;
  /** Values of options that the product does not take, as the options of the format are parsed: sizes in bytes. */
  readonly forbids?: OptionValues;
  /** The largest disk that the product takes in this way. */
  readonly largest?: Bytes;
  /** One line: what is written, and why the product wants it so. */
  readonly reason: string;
}

/**
 * An answer to "where will it run": what to write for a product unless something else is asked for. The rules are those of
 * the product, not of the format.
 */
export interface Profile extends Way {
  readonly id: string;
  /** The product, as people call it. */
  readonly title: string;
  /** What else the product takes, for people who want their data stored in another way. */
  readonly others: readonly Way[];
  /** Why the product does not take what is stored in a way that neither the profile itself nor one of the others has. */
  readonly refuses: Readonly<Partial<Record<Allocation, string>>>;
  /** The product takes whole multiples of this only; sizes are rounded up with zeros. */
  readonly sizeMultiple?: Bytes;
  readonly smallest?: Bytes;
}
