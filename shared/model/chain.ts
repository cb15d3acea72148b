import type { WireError } from '../errors.ts';
import type { Bytes } from './bytes.ts';
import type { FileSizes } from './compact.ts';

/** By what images of one chain know each other, in the words of their format. */
export interface ChainMarks {
  /** Which disk it is. */
  readonly id: string | null;
  /** Which state of the disk it is. */
  readonly modification: string | null;
}

/** One image of a chain. Its sizes are those of its own files. */
export interface ChainLink extends FileSizes {
  readonly path: string;
  readonly format: string;
  readonly variant: string;
  readonly virtualSize: Bytes;
  readonly marks: ChainMarks;
  /** When its main file was last changed, in Unix milliseconds. */
  readonly changedAt: number;
}

/** Why a chain goes no further although its last image builds on another one. */
export interface ChainBreak {
  readonly error: WireError;
  /** What the last image asks for: names as they are written in it, and marks. */
  readonly names: readonly string[];
  readonly marks: ChainMarks;
  /** Where it was looked for. */
  readonly folders: readonly string[];
}

/** An image and what it builds on, and what builds on it. */
export interface ImageChain {
  /** The image first, then its parent, and so on. */
  readonly links: readonly ChainLink[];
  /** Null when the last link stands alone. */
  readonly missing: ChainBreak | null;
  /** Images in the same folder that hold changes to this one. */
  readonly children: readonly ChainLink[];
}
