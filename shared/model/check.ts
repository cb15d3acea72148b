import type { Bytes } from './bytes.ts';
import type { Finding, Severity } from './finding.ts';

/** How far a repair goes: what loses nothing, or also what may lose something. */
export const repairKinds = ['lossless', 'all'] as const;
export type RepairKind = (typeof repairKinds)[number];

/** Changes to one file that mend findings of one kind. */
export interface RepairStep {
  /** The code of the findings. */
  readonly code: string;
  /** The name of the file, without its folder. */
  readonly file: string;
  /** How many places are changed, and how much of the file that is. */
  readonly changes: number;
  readonly bytes: Bytes;
}

export interface CheckResult {
  readonly path: string;
  readonly format: string;
  /** Of each kind the first thousand; the state after a repair. */
  readonly findings: readonly Finding[];
  /** How many findings there are of each severity, those that are not listed included. */
  readonly summary: Readonly<Record<Severity, number>>;
  /** The allocation units of the image. */
  readonly blocks: { readonly total: number; readonly allocated: number };
  /** What was changed, or what a preview says that would be; empty when nothing was to be repaired. */
  readonly repaired: readonly RepairStep[];
  /** Where the bytes are kept that a repair replaced; null when none were. */
  readonly journal: string | null;
  readonly durationMs: number;
}
