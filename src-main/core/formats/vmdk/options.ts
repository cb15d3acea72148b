import { z } from 'zod';
import { KiB } from '#shared/model/bytes.ts';
import { choiceOption, numberOption, sizeOption } from '../../disk/options.ts';
import { adapterTypes } from './geometry.ts';

const written = [
  'monolithicSparse',
  'streamOptimized',
  'monolithicFlat',
  'twoGbMaxExtentSparse',
  'twoGbMaxExtentFlat',
] as const;

/** What may be chosen for a new VMDK image. */
export const options = z.object({
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
  grainSize: sizeOption({
    title: 'Grain size',
    description: 'The unit in which space is allocated. 64 KiB is what every program reads and writes.',
    variants: ['monolithicSparse', 'twoGbMaxExtentSparse'],
    choices: [4 * KiB, 8 * KiB, 16 * KiB, 32 * KiB, 64 * KiB],
    default: 64 * KiB,
  }),
  level: numberOption({
    title: 'Compression level',
    description: 'From 1 (fast) to 9 (small).',
    variants: ['streamOptimized'],
    min: 1,
    max: 9,
    default: 6,
  }),
});

export type VmdkOptions = z.output<typeof options>;
