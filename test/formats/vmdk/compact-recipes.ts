import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { findingRows } from '#shared/text/findings/index.ts';
import { defineFormat } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { flag } from '#main/core/formats/vmdk/layout.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { makeImage, MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import type { Random } from '#test/support/random.ts';
import { buildSparse, descriptorOf, sparseLine } from './build.ts';
import { scribble } from './compacting.ts';

/** Files so small that a disk of a few MiB has several. */
const split = defineFormat({ ...vmdk, options, title: 'split VMDK', variants: splitVariants(640 * KiB) });

export interface Recipe {
  readonly title: string;
  readonly virtualSize: Bytes;
  readonly make: () => Promise<MemoryImage>;
}

function made(variant: string, virtualSize: Bytes, grainSize: Bytes, more: object = {}): Recipe {
  return {
    title: `${variant}, grains of ${String(grainSize / KiB)} KiB ${JSON.stringify(more)}`,
    virtualSize,
    make: () =>
      makeImage(variant === 'monolithicSparse' ? vmdk : split, {
        variant,
        virtualSize,
        options: { grainSize, ...more },
        written: [
          { start: 256 * KiB, length: 128 * KiB },
          { start: virtualSize - 192 * KiB - (virtualSize % (64 * KiB)), length: 192 * KiB },
        ],
      }),
  };
}

const small = 2.5 * MiB;
const smallDisk = { virtualSize: small, descriptor: descriptorOf([sparseLine(small)]) };

/** No table exists in the beginning: they come to lie among the grains, as VirtualBox and old versions of QEMU leave them. */
const tablesAmongGrains: Recipe = {
  title: 'tables among the grains',
  virtualSize: small,
  make: () => {
    const directory = { 0: 0, 1: 0 };
    return Promise.resolve(new MemoryImage('disk.vmdk', buildSparse({ ...smallDisk, directory })));
  },
};

const oneDirectory: Recipe = {
  title: 'one directory',
  virtualSize: small,
  make: () => {
    const header = { flags: flag.newlineTest, redundantDirectory: 0 };
    return Promise.resolve(new MemoryImage('disk.vmdk', buildSparse({ ...smallDisk, header })));
  },
};

export const recipes = [
  made('monolithicSparse', 1 * MiB + 3 * 512, 4 * KiB),
  made('monolithicSparse', 2 * MiB, 64 * KiB),
  made('monolithicSparse', 2 * MiB, 8 * KiB, { zeroedGrains: 'on' }),
  made('twoGbMaxExtentSparse', 1.5 * MiB, 8 * KiB),
  tablesAmongGrains,
  oneDirectory,
];

/** Some of the numbers. */
export function some(numbers: readonly number[], random: Random, oneIn: number): number[] {
  return numbers.filter(() => random.below(oneIn) === 0);
}

/** A fragmented image and what is on it. */
export async function fragmented(
  recipe: Recipe,
  random: Random,
  changes = { writes: 25, most: 96 * KiB },
): Promise<{ image: MemoryImage; model: Uint8Array }> {
  const image = await recipe.make();
  const model = await readAll(await openImage(vmdk, image));
  await scribble(image, model, random, changes);
  return { image, model };
}

/** Tables behind all grains keep the space before them in the file. */
export function isWasteByTables(code: string, { title }: Recipe): boolean {
  return title === tablesAmongGrains.title && code === 'vmdk.unused-grains';
}

export function severityOf(code: string): string {
  return findingRows[code as keyof typeof findingRows].severity;
}

/** Says which unit is neither as it was nor, where it was given back, zero. */
export function oddUnit(
  content: Uint8Array | undefined,
  model: Uint8Array,
  dropped: ReadonlySet<number>,
  unit: Bytes,
): string | undefined {
  if (content?.length !== model.length) return `a disk of ${String(content?.length)} bytes`;
  for (let at = 0; at < model.length; at += unit) {
    const part = content.subarray(at, at + unit);
    if (Buffer.compare(part, model.subarray(at, at + unit)) === 0) continue;
    if (!dropped.has(at / unit) || part.some((byte) => byte !== 0)) return `unit ${String(at / unit)}`;
  }
  return undefined;
}
