import { KiB, MiB } from '#shared/model/bytes.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { describeFormat } from '../suite.ts';

describeFormat(vmdk, {
  variants: [
    { id: 'monolithicSparse', blockSize: 64 * KiB },
    // A table of grains this small covers 2 MiB, so that there are three of them.
    { id: 'monolithicSparse', blockSize: 2 * MiB, options: { grainSize: '4KiB' }, virtualSize: 5 * MiB + 3 * 512 },
    { id: 'streamOptimized', blockSize: 64 * KiB },
  ],
  structures: [{ structure: sparseHeader, at: () => 0 }],
});
