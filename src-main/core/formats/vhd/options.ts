import { z } from 'zod';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { sizeOption } from '../../disk/options.ts';

/** What can be chosen for a new VHD image. */
export const vhdOptions = z.object({
  blockSize: sizeOption({
    title: 'Block size',
    description: 'The unit in which the file grows. Windows uses 2 MiB; 512 KiB saves space on scattered data.',
    variants: ['dynamic'],
    choices: [512 * KiB, 2 * MiB],
    default: 2 * MiB,
  }),
});

export type VhdOptions = z.infer<typeof vhdOptions>;
