import type { StoredRange } from './extent.ts';

/** A value that explains an error or a finding: plain, so that it crosses every boundary. */
export type Facts = Readonly<Record<string, string | number>>;

export type Severity = 'note' | 'waste' | 'damage' | 'fatal';

/** One thing a check found; its words live in shared/text under its code. */
export interface Finding {
  /** Such as `vdi.block-used-twice`. */
  readonly code: string;
  readonly severity: Severity;
  readonly facts: Facts;
  readonly where?: StoredRange;
  readonly fix?: { readonly id: string; readonly loss: 'none' | 'possible' };
}
