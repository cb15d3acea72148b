import { GiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import type { Variant } from '../../disk/format.ts';
import { flatName } from './extent-file-names.ts';
import { extentSet } from './extent-set.ts';
import { flatExtents } from './flat-sink.ts';
import { sectorSize } from './layout.ts';
import type { VmdkOptions } from './options.ts';
import { createSparse, measureSparse } from './sparse-sink.ts';
import { splitVariants } from './split-variants.ts';
import { createStream, measureStream } from './stream-sink.ts';

/** Tables address 2 TiB of a file; less the tables themselves, of which grains of 4 KiB need 4 GiB. */
const largestSparse: Bytes = 2040 * GiB;
/** As much as fits when nothing can be compressed and every grain takes a sector more. */
const largestStream: Bytes = 2030 * GiB;
/** VMware's own bound for a disk. */
const largestFlat: Bytes = 62 * TiB;

/** The kinds of VMDK that can be told apart; those without `create` are read only. */
export const variants: readonly Variant<VmdkOptions>[] = [
  {
    info: {
      id: 'monolithicSparse',
      title: 'grows as needed',
      allocation: 'dynamic',
      summary: 'One file that grows as the guest writes. Runs in VMware Workstation, Fusion, VirtualBox and QEMU.',
      maximumSize: largestSparse,
      sizeMultiple: sectorSize,
    },
    create: createSparse,
    measure: measureSparse,
  },
  {
    info: {
      id: 'streamOptimized',
      title: 'stream for transport',
      allocation: 'stream',
      summary: 'One compressed file for transport: what OVF packages hold and ESXi imports. Not meant to run from.',
      maximumSize: largestStream,
      sizeMultiple: sectorSize,
    },
    create: createStream,
    measure: measureStream,
  },
  {
    info: {
      id: 'monolithicFlat',
      title: 'full size at once',
      allocation: 'fixed',
      summary: 'All space is allocated at once, in one data file beside a small descriptor.',
      maximumSize: largestFlat,
      sizeMultiple: sectorSize,
    },
    ...extentSet({
      createType: 'monolithicFlat',
      extentBytes: Number.POSITIVE_INFINITY,
      names: (descriptor) => [flatName(descriptor)],
      ...flatExtents,
    }),
  },
  ...splitVariants(),
];
