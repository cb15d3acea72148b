import type { Bytes } from './bytes.ts';
import type { OptionValues } from './convert.ts';

export interface CreateInput {
  /** The path of the new image. */
  readonly target: string;
  /** Rounded up to what the variant can hold, which is whole sectors for all but raw images. */
  readonly virtualSize: Bytes;
  /** Defaults to what the extension of the target says. */
  readonly format?: string | undefined;
  /** Defaults to the first variant of the format. */
  readonly variant?: string | undefined;
  readonly options?: OptionValues | undefined;
  /** The product it will run on, by id: decides format, variant, options and sizes by that product's rules. */
  readonly profile?: string | undefined;
}

export interface CreateResult {
  readonly path: string;
  readonly format: string;
  readonly variant: string;
  readonly virtualSize: Bytes;
  readonly files: readonly string[];
}

/** A new image wherever it will lie: all that decides its sizes. */
export type NewDisk = Omit<CreateInput, 'target'>;

/** What a new image takes. */
export interface CreateSizes {
  /** The size the disk will have: what was asked for, rounded up to what format and product take. */
  readonly virtualSize: Bytes;
  /** What the files take on the host's disk at once, and when all of the disk is written to; both without what is small change. */
  readonly bytesAtFirst: Bytes;
  readonly bytesAtMost: Bytes;
  /** How many files there will be. */
  readonly fileCount: number;
}

/** What a creation would make, known before it starts. */
export interface CreatePlan extends CreateSizes {
  readonly target: string;
  readonly format: string;
  readonly variant: string;
  readonly freeBytes: Bytes;
  /** The paths of all files that will be made, the main one first; of a large set the first `mostPlannedFiles`. */
  readonly files: readonly string[];
  /** Those of all of them that something has already. */
  readonly clashes: readonly string[];
}

/** As many files of a plan are listed by name. */
export const mostPlannedFiles = 200;
