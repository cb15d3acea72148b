import type { Bytes } from '#shared/model/bytes.ts';
import type { Operation } from '../disk/format.ts';
import { firstDifference } from '../disk/first-difference.ts';
import { whileUnchanged } from '../disk/while-unchanged.ts';
import { openWholeSource, type SourceInput } from './open-source.ts';

export interface CompareInput {
  readonly first: string;
  readonly second: string;
  readonly firstFormat?: string | undefined;
  readonly secondFormat?: string | undefined;
  /** Folders in which parents of either may be looked for, besides that of each image. */
  readonly parents?: readonly string[] | undefined;
  /** Of both; see `SourceInput`. */
  readonly inUse?: SourceInput['inUse'];
}

export interface CompareResult {
  readonly identical: boolean;
  /** The first byte that differs. Where one disk is longer, the other counts as zero there. */
  readonly firstDifference?: Bytes;
  /** The sizes of both disks; disks of different sizes are identical when the longer one ends in zeros. */
  readonly virtualSizes: readonly [Bytes, Bytes];
}

/** Compares the logical content of two disks of any formats. Throws `source.changed` and what opening throws. */
export const compare: Operation<CompareInput, CompareResult> = async (input, watch) => {
  const { parents, inUse } = input;
  await using first = await openWholeSource(
    { path: input.first, sourceFormat: input.firstFormat, parents, inUse },
    watch.signal,
  );
  await using second = await openWholeSource(
    { path: input.second, sourceFormat: input.secondFormat, parents, inUse },
    watch.signal,
  );
  const difference = await whileUnchanged([...first.sources, ...second.sources], watch, (watched) =>
    firstDifference(first.disk, second.disk, watched),
  );
  const virtualSizes = [first.disk.virtualSize, second.disk.virtualSize] as const;
  if (difference === undefined) return { identical: true, virtualSizes };
  return { identical: false, firstDifference: difference, virtualSizes };
};
