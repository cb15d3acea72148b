import { KiB, MiB } from '#shared/model/bytes.ts';
import { defineFormat } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { describeEditing } from '../edit-suite.ts';

describeEditing(vmdk, [
  { id: 'monolithicSparse', virtualSize: 1 * MiB + 512 * 3, blockSize: 64 * KiB },
  // A table of grains this small covers 4 MiB, so that there are two of them.
  { id: 'monolithicSparse', options: { grainSize: 8 * KiB }, virtualSize: 4.5 * MiB, blockSize: 8 * KiB },
  { id: 'monolithicFlat', virtualSize: 700 * KiB + 512, blockSize: 64 * KiB },
]);

// Files so small that a few blocks fill several of them.
const split = defineFormat({
  ...vmdk,
  options,
  title: 'VMDK in files of 320 KiB',
  variants: splitVariants(320 * KiB),
});

describeEditing(split, [
  { id: 'twoGbMaxExtentSparse', virtualSize: 1000 * KiB, blockSize: 64 * KiB },
  { id: 'twoGbMaxExtentFlat', virtualSize: 1000 * KiB, blockSize: 320 * KiB },
]);
