import type { ByteRange, Bytes } from './bytes.ts';

export type OptionValues = Readonly<Record<string, string | number | boolean>>;

export interface ConvertInput {
  readonly source: string;
  /** Required for raw sources, which nothing in the file announces. */
  readonly sourceFormat?: string | undefined;
  readonly target: string;
  /** Defaults to the extension of the target. */
  readonly format?: string | undefined;
  /** Defaults to the first variant of the format. */
  readonly variant?: string | undefined;
  readonly options?: OptionValues | undefined;
  /** The product it will run on, by id: decides format, variant, options and sizes by that product's rules. */
  readonly profile?: string | undefined;
  /** Read the result back and compare it with the source. Defaults to true. */
  readonly verify?: boolean | undefined;
  /** Replace an existing target, once the new one is whole. Defaults to false. */
  readonly overwrite?: boolean | undefined;
  /** Read what can be read of a damaged image; what is lost becomes zeros and is told. Defaults to false: damage is refused. */
  readonly salvage?: boolean | undefined;
  /** Reads a source that another program may write to all the same, as long as nothing is written. Such a source is refused when absent. */
  readonly inUse?: 'read' | undefined;
  /** Defaults to `new`. */
  readonly identifiers?: Identifiers | undefined;
}

/**
 * `new`: the result is a disk of its own. `keep`: it bears the identifier of the source, so that machines that know the disk by
 * it take the result in its place; the two cannot be attached side by side. Raw disks have none to keep, and keep none.
 */
export type Identifiers = (typeof identifierChoices)[number];

export const identifierChoices = ['new', 'keep'] as const;

/** What a salvage could not read as it was written. Nothing outside of it is in doubt. */
export interface LostContent {
  /** Of the disk: merged, ascending; the first `mostLostRanges` of them. */
  readonly lost: readonly ByteRange[];
  /** The length of all of them together. */
  readonly lostBytes: Bytes;
  /** How many there are. */
  readonly lostRanges: number;
}

/** As many lost ranges are listed; nobody reads more of them. */
export const mostLostRanges = 10_000;

export interface Digest {
  /**
   * `sha256`: of the whole logical content. `sha256-sparse`: of the stored content and its places, for disks whose empty
   * space is too large to hash (docs/adr/0012).
   */
  readonly algorithm: 'sha256' | 'sha256-sparse';
  /** Lower-case hexadecimal. */
  readonly value: string;
}

/** What is lost is told by a salvage only. */
export interface ConvertResult extends Partial<LostContent> {
  readonly source: string;
  readonly target: string;
  readonly format: string;
  readonly variant: string;
  readonly virtualSize: Bytes;
  /** Bytes of the disk that were written as data. */
  readonly dataBytes: Bytes;
  /** Bytes of the disk that are zero and were not written. */
  readonly zeroBytes: Bytes;
  /** What the result takes in its files, holes not counted. */
  readonly bytesWritten: Bytes;
  readonly files: readonly string[];
  /** Null when verification was switched off. */
  readonly digest: Digest | null;
  readonly verified: boolean;
  /** Present when the file system of the target cannot promise that the result is on its medium, as some network shares. */
  readonly unflushed?: true;
  readonly durationMs: number;
}

/** What a conversion would do, known before it starts. */
export interface ConvertPlan {
  readonly target: string;
  readonly virtualSize: Bytes;
  /** An upper bound of what the target takes. */
  readonly neededBytes: Bytes;
  readonly freeBytes: Bytes;
  /** Files in the way, by path. */
  readonly clashes: readonly string[];
}

/** What the result of a conversion will likely take, which is mostly less than what a plan is prepared for. */
export interface ConvertForecast {
  /** Holes not counted. */
  readonly expectedBytes: Bytes;
  /** How much of the source's data was looked at for it; 0 where its map told enough. */
  readonly sampledBytes: Bytes;
}
