import type { WireError } from '#shared/errors.ts';
import type { ConvertPlan } from '#shared/model/convert.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { Answer } from '../../backend/answer.ts';
import type { TargetChoice } from '../formats/catalogue.store.ts';

export interface PlannedTarget {
  readonly plan: ConvertPlan;
  /** The name that was taken, when the target had to get another one. */
  readonly takenName?: string;
}

/** One image to be converted. */
export interface Row {
  readonly id: string;
  readonly path: string;
  /** Set when the person said what the file is, because nothing in it does. */
  readonly sourceFormat?: string | undefined;
  /** The target of this row alone; without it, the choice for all applies. */
  readonly choice?: TargetChoice | undefined;
  readonly image: Answer<ImageInfo>;
  readonly target: Answer<PlannedTarget>;
}

/** True when the only thing missing is a person's word that the file is a raw disk. */
export function mayBeRaw(row: Row): boolean {
  return row.image.kind === 'refused' && row.image.error.reason === 'probe.unknown';
}

/** What keeps the row from being converted, if that is known. */
export function problemOf(row: Row): WireError | undefined {
  if (row.image.kind === 'refused') return row.image.error;
  return row.target.kind === 'refused' ? row.target.error : undefined;
}
