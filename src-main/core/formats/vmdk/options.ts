import { z } from 'zod';
import { KiB } from '#shared/model/bytes.ts';
import { choiceOption, numberOption, once, sizeOption } from '../../disk/options.ts';
import { adapterTypes } from './geometry.ts';

const written = [
  'monolithicSparse',
  'streamOptimized',
  'monolithicFlat',
  'twoGbMaxExtentSparse',
  'twoGbMaxExtentFlat',
] as const;

/** What VMware writes for tools that it does not know: the largest number of 31 bits. */
const unknownTools = 2_147_483_647;

/** What may be chosen for a new VMDK image. */
export const options = once(() =>
  z.object({
    adapterType: choiceOption({
      title: 'Disk adapter',
      description: 'The controller noted in the descriptor. VMware products expect lsilogic; ide suits old guests.',
      variants: written,
      choices: adapterTypes,
      default: 'lsilogic',
    }),
    hardwareVersion: numberOption({
      title: 'Hardware version',
      description: 'The virtual hardware noted in the descriptor. 4 is accepted everywhere.',
      variants: written,
      min: 4,
      max: 21,
      default: 4,
    }),
    toolsVersion: numberOption({
      title: 'Tools version',
      description:
        'The version of VMware Tools noted in the descriptor, for the machine that takes the disk. 2147483647 means that nobody knows.',
      variants: written,
      min: 0,
      max: unknownTools,
      default: unknownTools,
    }),
    grainSize: sizeOption({
      title: 'Grain size',
      description:
        'The unit in which space is allocated. 64 KiB is what every program reads and writes; VMware and libvmdk take no less than 8 KiB.',
      variants: ['monolithicSparse', 'twoGbMaxExtentSparse'],
      choices: [4 * KiB, 8 * KiB, 16 * KiB, 32 * KiB, 64 * KiB],
      default: 64 * KiB,
    }),
    zeroedGrains: choiceOption({
      title: 'Zeroed grains',
      description:
        'Lets programs note a range of zeros without storing it (header version 2). VirtualBox does not read such images.',
      variants: ['monolithicSparse', 'twoGbMaxExtentSparse'],
      choices: ['off', 'on'],
      default: 'off',
    }),
    level: numberOption({
      title: 'Compression level',
      description: 'From 1 (fast) to 9 (small).',
      variants: ['streamOptimized'],
      min: 1,
      max: 9,
      default: 6,
    }),
  }),
);

export type VmdkOptions = z.output<ReturnType<typeof options>>;
