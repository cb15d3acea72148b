import { MiB, roundUp, TiB, type Bytes } from '#shared/model/bytes.ts';
import type { Variant } from '../../disk/format.ts';
import { splitNames } from './extent-file-names.ts';
import { extentSet } from './extent-set.ts';
import { flatExtents } from './flat-sink.ts';
import { sectorSize } from './layout.ts';
import type { VmdkOptions } from './options.ts';
import { planSparse, type SparsePlan } from './sparse-plan.ts';
import { SparseSink } from './sparse-sink.ts';

/**
 * What VMware and VirtualBox put into one file: with the tables of usual grains it stays below 2^31 bytes, the limit of old
 * programs and file systems. Grains below 32 KiB need more tables than that leaves room for. QEMU cuts at 2 GiB sharp.
 */
export const usualExtent: Bytes = 2047 * MiB;

/** 8197 files: half of what an image may have. Few of them are open at once, whoever reads or writes them. */
const largestSplit: Bytes = 16 * TiB;

/**
 * The variants that spread the disk over files of one size.
 * @param extentBytes what one file holds of the disk; tests make it small. A multiple of 64 KiB
 */
export function splitVariants(extentBytes: Bytes = usualExtent): readonly Variant<VmdkOptions>[] {
  return [
    {
      info: {
        id: 'twoGbMaxExtentSparse',
        title: 'grows, in files of 2 GB',
        allocation: 'split',
        summary: 'Files of less than 2 GiB that grow as the guest writes, for old file systems and easy moving.',
        maximumSize: largestSplit,
        sizeMultiple: sectorSize,
      },
      ...extentSet({
        createType: 'twoGbMaxExtentSparse',
        type: 'SPARSE',
        extentBytes,
        names: (descriptor, count) => splitNames(descriptor, 's', count),
        granularity: ({ grainSize }) => grainSize,
        open: (file, { name, length, options }) =>
          Promise.resolve(new SparseSink(file, name, { plan: planExtent(length, options) })),
        measure: (lengths, { dataBytes, virtualSize, options }) => {
          const fronts = lengths.map((length) => planExtent(length, options).overhead * sectorSize);
          const { grainSize } = options;
          const grains = Math.min(roundUp(dataBytes, grainSize), roundUp(virtualSize, grainSize));
          return fronts.reduce((sum, front) => sum + front, grains);
        },
      }),
    },
    {
      info: {
        id: 'twoGbMaxExtentFlat',
        title: 'full size, in files of 2 GB',
        allocation: 'split',
        summary: 'All space is allocated at once, in files of less than 2 GiB.',
        maximumSize: largestSplit,
        sizeMultiple: sectorSize,
      },
      ...extentSet({
        createType: 'twoGbMaxExtentFlat',
        extentBytes,
        names: (descriptor, count) => splitNames(descriptor, 'f', count),
        ...flatExtents,
      }),
    },
  ];
}

/** An extent of a split disk has no descriptor of its own. */
function planExtent(length: Bytes, { grainSize, zeroedGrains }: VmdkOptions): SparsePlan {
  return planSparse(length, grainSize, { descriptorSectors: 0, zeroedGrains: zeroedGrains === 'on' });
}
