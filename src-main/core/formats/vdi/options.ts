import { z } from 'zod';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { once, sizeOption, textOption } from '../../disk/options.ts';

const variants = ['dynamic', 'static'];

/** What can be chosen for a new VDI image. */
export const vdiOptions = once(() =>
  z.object({
    blockSize: sizeOption({
      title: 'Block size',
      description:
        'The unit in which the disk is mapped, and a dynamic file grows. VirtualBox takes all of these; QEMU reads images with 1 MiB blocks only.',
      variants,
      choices: [512 * KiB, MiB, 2 * MiB, 4 * MiB, 8 * MiB],
      default: MiB,
    }),
    comment: textOption({
      title: 'Comment',
      description: 'Stored in the header.',
      variants,
      maxBytes: 255,
    }),
  }),
);

export type VdiOptions = z.infer<ReturnType<typeof vdiOptions>>;
