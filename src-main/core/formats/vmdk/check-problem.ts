import type { Facts } from '#shared/errors.ts';
import type { FilePlace } from '#shared/model/finding.ts';
import type { vmdkFindings } from '#shared/text/findings/vmdk.ts';
import type { RepairOptions } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';

export type VmdkCode = keyof typeof vmdkFindings;

/** Proposes what mends a problem, or nothing when the facts do not prove what is right. */
export type Mend = (how: RepairOptions) => AsyncIterable<Patch> | Iterable<Patch>;

/** Something wrong with an image, and how to mend it: found once, for the check and the repair alike. */
export interface Problem {
  readonly code: VmdkCode;
  readonly facts: Facts;
  /** The part of a file that it is about; its `file` also tells whose damage it is. */
  readonly where: FilePlace;
  readonly mend?: Mend;
  /** Mended only when all damage of the file that comes before is mended as well. */
  readonly onlyWhenSound?: true;
}
