import type { ByteRange } from './bytes.ts';
import type { Facts } from './facts.ts';

/**
 * `fatal`: the image cannot be read. `damage`: some of its content is lost, in doubt, or in danger when it is written to.
 * `waste`: space that nothing uses. `note`: legal, but worth knowing.
 */
export const severities = ['fatal', 'damage', 'waste', 'note'] as const;
export type Severity = (typeof severities)[number];

/** What a repair would cost: `none` where every byte of the disk stays readable as it was, `possible` where it may not. */
export type Loss = 'none' | 'possible';

/** A part of one file of an image. */
export interface FilePlace extends ByteRange {
  /** The name of the file, without its folder. */
  readonly file: string;
}

/** One thing that a check found. Its words are in shared/text/findings, by its code. */
export interface Finding {
  /** Stable and unique, such as `vdi.slot-used-twice`. */
  readonly code: string;
  readonly severity: Severity;
  readonly facts: Facts;
  readonly where?: FilePlace;
  /** Present when a repair can do something about it. */
  readonly fix?: { readonly loss: Loss };
}
