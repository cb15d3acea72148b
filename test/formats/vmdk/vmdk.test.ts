import { KiB, MiB } from '#shared/model/bytes.ts';
import { defineFormat } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { marker, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { describeHostile } from '../hostile.ts';
import { describeFormat } from '../suite.ts';

const stream = { id: 'streamOptimized', blockSize: 64 * KiB };

describeFormat(vmdk, {
  variants: [
    { id: 'monolithicSparse', blockSize: 64 * KiB },
    // A table of grains this small covers 2 MiB, so that there are three of them.
    { id: 'monolithicSparse', blockSize: 2 * MiB, options: { grainSize: 4 * KiB }, virtualSize: 5 * MiB + 3 * 512 },
    stream,
    { id: 'monolithicFlat', blockSize: 64 * KiB },
  ],
  structures: [{ structure: sparseHeader, at: () => 0 }],
});

describeHostile(vmdk, stream, [
  { structure: { ...sparseHeader, title: 'header of a stream' }, at: () => 0 },
  { structure: { ...marker, title: 'marker of its footer' }, at: (image) => image.length - 1536 },
  { structure: { ...sparseHeader, title: 'footer of a stream' }, at: (image) => image.length - 1024 },
]);

// Files so small that a few blocks fill several of them.
const split = defineFormat({
  ...vmdk,
  options,
  title: 'VMDK in files of 640 KiB',
  variants: splitVariants(640 * KiB),
});

describeFormat(split, {
  variants: [
    { id: 'twoGbMaxExtentSparse', blockSize: 640 * KiB },
    { id: 'twoGbMaxExtentSparse', blockSize: 128 * KiB, options: { grainSize: 8 * KiB } },
    { id: 'twoGbMaxExtentFlat', blockSize: 640 * KiB },
  ],
});
