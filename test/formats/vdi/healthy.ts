import { KiB, MiB } from '#shared/model/bytes.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { header02, headerStart, imageTypes } from '#main/core/formats/vdi/layout.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { makeImage, MemoryImage } from '#test/support/make-image.ts';
import { patternWithin } from '#test/support/patterns.ts';
import { buildVdi, buildVdi02, free, zero } from './build.ts';

/** The disk of all these images: five blocks and a sector, of which three hold data. */
export const virtualSize = 5 * MiB + 512;
const written = [
  { start: 0, length: 64 * KiB },
  { start: 3 * MiB - 64 * KiB, length: 64 * KiB },
  { start: 5 * MiB, length: 512 },
];
const map = [0, free, 1, zero, free, 2];

/** What is on the disk of the images that Platter makes. */
export const content = patternWithin({ start: 0, length: virtualSize }, written);

export const someUuid = '21222324-2526-4728-a92a-2b2c2d2e2f30';

type Make = () => Promise<MemoryImage>;

const made =
  (recipe: { readonly variant?: string; readonly options?: object }): Make =>
  () =>
    makeImage(vdi, { virtualSize, written, ...recipe });
const built =
  (bytes: () => Uint8Array): Make =>
  () =>
    Promise.resolve(new MemoryImage('by-hand.vdi', bytes()));
const counted = { diskSize: virtualSize, blocksAllocated: 3 };
const isChild = { imageType: imageTypes.differencing, parentUuid: someUuid };

/** Healthy images of every kind that needs no other program, by what is special about them. */
export const healthy = {
  dynamic: made({}),
  static: made({ variant: 'static' }),
  'small blocks': made({ options: { blockSize: 512 * KiB } }),
  empty: () => makeImage(vdi, { virtualSize }),
  'short header': built(() => buildVdi({ map, header: counted })),
  'differencing image': built(() => buildVdi({ map, header: { ...counted, ...isChild } })),
  'last slot cut at the end of the disk': built(() =>
    buildVdi({ map, header: counted, fileSize: 1024 + 2 * MiB + 512 }),
  ),
  'version 0.2': built(() => {
    const image = buildVdi02(map, virtualSize);
    viewOf(image).setUint32(headerStart + header02.offsetOf('blocksAllocated'), 3, true);
    return image;
  }),
} as const satisfies Record<string, Make>;

/** Legal as well, but worth a note: extra bytes in front of each block. */
export const withExtraBytes = built(() => buildVdi({ map, header: { ...counted, blockExtra: 512 } }));
