import { z } from 'zod';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { choiceOption, once, sizeOption } from '../../disk/options.ts';

/** What can be chosen for a new VHD image. */
export const vhdOptions = once(() =>
  z.object({
    blockSize: sizeOption({
      title: 'Block size',
      description: 'The unit in which the file grows. Windows uses 2 MiB; 512 KiB saves space on scattered data.',
      variants: ['dynamic'],
      choices: [512 * KiB, 2 * MiB],
      default: 2 * MiB,
    }),
    sizing: choiceOption({
      title: 'Size',
      description:
        'exact: the disk has the size that was asked for. chs: it is rounded up to whole cylinders, up to 127 GiB, so that Virtual PC and other programs that go by cylinders, heads and sectors see the same size.',
      variants: ['dynamic', 'fixed'],
      choices: ['exact', 'chs'],
      default: 'exact',
    }),
  }),
);

export type VhdOptions = z.infer<ReturnType<typeof vhdOptions>>;
