import type { WireError } from '#shared/errors.ts';
import type { ConvertInput, ConvertPlan } from '#shared/model/convert.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { Answer } from '../../backend/answer.ts';
import { userOf } from '../images/image-row.ts';
import type { Target } from './target.ts';

export interface PlannedTarget {
  /** The conversion under the name that was free. */
  readonly input: ConvertInput;
  readonly plan: ConvertPlan;
  /** The wanted path, when something has it and the target had to get another name. */
  readonly taken?: { readonly path: string; readonly by: 'file' | 'other' };
}

/** One image to be converted. */
export interface Row {
  readonly id: string;
  readonly path: string;
  /** Set when the person said what the file is, because nothing in it does. */
  readonly sourceFormat?: string | undefined;
  /** The target of this row alone; without it, the choice for all applies. */
  readonly choice?: Target | undefined;
  /** The name that the person gave the result, as it was typed; without it, the name of the source. */
  readonly name?: string | undefined;
  /** The file that the result may replace. Another target may replace nothing. */
  readonly mayReplace?: string | undefined;
  /** Reads what can be read of a damaged image. */
  readonly salvage?: boolean | undefined;
  /** Reads the image although another program may write to it. */
  readonly readInUse?: boolean | undefined;
  readonly image: Answer<ImageInfo>;
  /** What came of the plan that `wish` asked for. */
  readonly target: Answer<PlannedTarget>;
  /** What `target` was asked for, as one text, to tell whether it still is; undefined before the first plan. */
  readonly wish?: string | undefined;
}

/** True when the only thing missing is a person's word that the file is a raw disk. */
export function mayBeRaw(row: Row): boolean {
  return row.image.kind === 'refused' && row.image.error.reason === 'probe.unknown';
}

/** True when enough is known of the source to plan what becomes of it. */
export function canBecome(row: Row): boolean {
  return row.image.kind === 'known' || (row.image.kind === 'refused' && row.salvage === true);
}

/** True when a job would be refused because somebody may write to the image, and nobody has said to read it all the same. */
export function isHeld(row: Row): boolean {
  return userOf(row) !== undefined && row.readInUse !== true;
}

/** True when the only thing missing is leave to write into the folder. */
export function needsFolder(row: Row): boolean {
  if (row.target.kind !== 'refused') return false;
  const { reason, facts } = row.target.error;
  return reason === 'file.not-granted' && facts['path'] !== row.path;
}

/** What keeps the row from being converted, if that is known. The question for the folder is asked once for all, elsewhere. */
export function problemOf(row: Row): WireError | undefined {
  if (row.image.kind === 'refused' && row.salvage !== true) return row.image.error;
  return row.target.kind === 'refused' && !needsFolder(row) ? row.target.error : undefined;
}

/** What tells that a salvage would find nothing: it is no image at all, or not the one its changes belong to. */
const hopeless = /^(probe|chain)\./;

/** True for a row that was refused for damage, around which a salvage may read. */
export function canBeSalvaged(row: Row): boolean {
  const problem = problemOf(row);
  return row.salvage !== true && problem?.code === 'damaged' && !hopeless.test(problem.reason);
}
