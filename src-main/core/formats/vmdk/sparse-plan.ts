import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import { entrySize, flag, magic, newlineTest, sectorSize, usual, type SparseHeader } from './layout.ts';

/** Where everything of a new sparse extent lies. All values in sectors, except the counts. */
export interface SparsePlan {
  readonly capacity: number;
  readonly grainSectors: number;
  /** Whether entries may say that a grain is zero; only with version 2, whatever is stored later. */
  readonly zeroedGrains: boolean;
  /** The room for a descriptor behind the header; 0 where the descriptor is a file of its own. */
  readonly descriptorSectors: number;
  readonly tableCount: number;
  readonly tableSectors: number;
  readonly directorySectors: number;
  readonly redundantDirectory: number;
  readonly redundantTables: number;
  readonly directory: number;
  readonly tables: number;
  /** Where the first grain goes. */
  readonly overhead: number;
}

/**
 * Plans the front of a sparse extent as VMware, VirtualBox and QEMU lay it out: header, descriptor, redundant directory
 * and tables, directory and tables, and the grains from the next multiple of their size on.
 *
 * The capacity is the exact size of the disk or extent, as QEMU and open-vmdk write it, although VMware's note would have it a
 * multiple of the grain: QEMU takes the size of the disk from here, and everyone copes with a last grain that is cut off.
 */
export function planSparse(
  virtualSize: Bytes,
  grainBytes: Bytes,
  options: { readonly descriptorSectors?: number; readonly zeroedGrains?: boolean } = {},
): SparsePlan {
  const { descriptorSectors = usual.descriptorSize, zeroedGrains = false } = options;
  const capacity = virtualSize / sectorSize;
  const grainSectors = grainBytes / sectorSize;
  const tableCount = Math.ceil(capacity / (grainSectors * usual.tableLength));
  const tableSectors = (usual.tableLength * entrySize) / sectorSize;
  const directorySectors = Math.ceil((tableCount * entrySize) / sectorSize);
  const redundantDirectory = usual.descriptorOffset + descriptorSectors;
  const redundantTables = redundantDirectory + directorySectors;
  const directory = redundantTables + tableCount * tableSectors;
  const tables = directory + directorySectors;
  const overhead = roundUp(tables + tableCount * tableSectors, grainSectors);
  return {
    capacity,
    grainSectors,
    zeroedGrains,
    descriptorSectors,
    tableCount,
    tableSectors,
    directorySectors,
    redundantDirectory,
    redundantTables,
    directory,
    tables,
    overhead,
  };
}

/** The values of a header that are the same in every file that is written. */
export const commonHeader = {
  magic: magic.sparse,
  version: 1,
  flags: flag.newlineTest | flag.redundantTables,
  descriptorOffset: usual.descriptorOffset,
  descriptorSize: usual.descriptorSize,
  tableLength: usual.tableLength,
  uncleanShutdown: 0,
  newlineSingle: newlineTest.single,
  newlineOther: newlineTest.other,
  newlineDouble1: newlineTest.double1,
  newlineDouble2: newlineTest.double2,
} as const satisfies Partial<SparseHeader>;

/** The header of a plan. */
export function headerOf(plan: SparsePlan): SparseHeader {
  return {
    ...commonHeader,
    ...(plan.zeroedGrains && { version: 2, flags: commonHeader.flags | flag.zeroedGrains }),
    descriptorOffset: plan.descriptorSectors === 0 ? 0 : usual.descriptorOffset,
    descriptorSize: plan.descriptorSectors,
    capacity: plan.capacity,
    grainSize: plan.grainSectors,
    redundantDirectory: plan.redundantDirectory,
    directory: plan.directory,
    overhead: plan.overhead,
    compression: 0,
  };
}
