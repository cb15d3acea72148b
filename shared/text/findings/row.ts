import type { Loss, Severity } from '../../model/finding.ts';

/**
 * One kind of finding. The sentences are neutral and whole; `{fact}` and `{fact:bytes}` are filled in from the facts of the
 * finding, which name the file as `name`.
 */
export interface FindingRow {
  readonly severity: Severity;
  /** What is true of the image. */
  readonly says: string;
  /** What that means for the data, in plain words. */
  readonly means: string;
  /** Present when a repair can do something about it: what it does, and what it may cost. */
  readonly fix?: { readonly does: string; readonly loss: Loss };
  /** What a person can do where no repair can; every row has this or `fix`, except for mere notes. */
  readonly advice?: string;
}

export type FindingTable = Readonly<Record<string, FindingRow>>;
