import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { GiB, KiB, MiB } from '#shared/model/bytes.ts';
import { compact } from '#main/core/operations/compact.ts';
import { convert } from '#main/core/operations/convert.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { create } from '#main/core/operations/create.ts';
import { contentFrom, type DiskContent } from '../disk-content.ts';
import { unwatched } from '#test/support/watch.ts';
import { patternAt } from '#test/support/patterns.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import type { OutputScenario } from '../scenario.ts';
import { baseKinds, bytesOf, diskSize, imageKinds, imageName, makeImage, type ImageKind } from './images.ts';
import { makeWasteful } from './wasteful.ts';

const token = 'stress';
const plain: ImageKind = firstOf(imageKinds);

/** Every way to a new image: created, as a child, converted, over another one, and smaller. */
export const outputScenarios: readonly OutputScenario[] = [
  ...baseKinds.map((kind) => creation(kind, diskSize)),
  // Two extents and a descriptor.
  ...baseKinds.filter(({ variant }) => variant === 'twoGbMaxExtentSparse').map((kind) => creation(kind, 2 * GiB + MiB)),
  ...imageKinds.filter(({ role }) => role === 'child').map(childCreation),
  ...baseKinds.map((to) => conversion(plain, to)),
  ...imageKinds.filter((from) => from !== plain).map((from) => conversion(from, plain)),
  ...baseKinds
    .filter(({ variant }) => ['dynamic', 'twoGbMaxExtentFlat', 'twoGbMaxExtentSparse'].includes(variant))
    .map(replacement),
  ...baseKinds.filter(({ variant }) => variant === 'twoGbMaxExtentSparse').map(replacementOfTwo),
  ...baseKinds.filter(({ allocation }) => allocation === 'stream').map(compactionAtOnce),
  ...imageKinds.filter(({ variant }) => ['dynamic', 'monolithicSparse'].includes(variant)).map(compactionBeside),
];

function creation(kind: ImageKind, virtualSize: number): OutputScenario {
  const { format, variant, options, title } = kind;
  return {
    kind: 'output',
    title: `create: ${title} of ${String(virtualSize)} bytes`,
    image: imageName(kind),
    content: contentFrom(new Uint8Array(0), virtualSize),
    token,
    prepare: () => Promise.resolve(),
    run: ({ folder, watch }) =>
      create({ target: path.join(folder, imageName(kind).name), virtualSize, format, variant, options, token }, watch),
  };
}

function childCreation(kind: ImageKind): OutputScenario {
  const parent = { ...kind, role: 'base' } as const;
  const { name } = imageName(kind, 'parent');
  return {
    kind: 'output',
    title: `create: ${kind.title}`,
    image: imageName(kind),
    content: contentFrom(bytesOf(parent)),
    prepare: (folder) => makeImage(folder, parent, 'parent'),
    run: ({ folder, watch }) =>
      createChild({ target: path.join(folder, imageName(kind).name), parent: path.join(folder, name) }, watch),
  };
}

function conversion(from: ImageKind, to: ImageKind): OutputScenario {
  const { name, format: sourceFormat } = imageName(from, 'source');
  const { format, variant, options } = to;
  return {
    kind: 'output',
    title: `convert: ${from.title} to ${to.title}`,
    image: imageName(to),
    content: contentFrom(bytesOf(from)),
    token,
    prepare: (folder) => makeImage(folder, from, 'source'),
    run: ({ folder, watch }) =>
      convert(
        {
          source: path.join(folder, name),
          sourceFormat,
          target: path.join(folder, imageName(to).name),
          format,
          variant,
          options,
          token,
        },
        watch,
      ),
  };
}

/** Over an image of the same kind that holds something else. */
function replacement(kind: ImageKind): OutputScenario {
  const { format, variant, options } = kind;
  const other = new Uint8Array(diskSize).fill(0x61, MiB, 2 * MiB);
  return {
    kind: 'output',
    title: `convert: over ${kind.title}`,
    image: imageName(kind),
    content: contentFrom(other),
    replaced: contentFrom(bytesOf(kind)),
    token,
    async prepare(folder) {
      await makeImage(folder, kind);
      await writeFile(path.join(folder, 'source.img'), other);
    },
    run: ({ folder, watch }) =>
      convert(
        {
          source: path.join(folder, 'source.img'),
          sourceFormat: 'raw',
          target: path.join(folder, imageName(kind).name),
          format,
          variant,
          options,
          overwrite: true,
          token,
        },
        watch,
      ),
  };
}

/** The same with two extents, each of which holds something else than before: a mixture shows. */
function replacementOfTwo(kind: ImageKind): OutputScenario {
  const { format, variant } = kind;
  const size = 2 * GiB + MiB;
  const content = (seed: number) => {
    const [head, tail] = [patternAt(seed * GiB, 4 * MiB), patternAt(seed * GiB, 64 * KiB)];
    return { size, head: head.fill(0, 64 * KiB), tail };
  };
  const make = async (folder: string, name: string, { head, tail }: DiskContent, how: object) => {
    const target = path.join(folder, name);
    await create({ target, virtualSize: size, ...how }, unwatched);
    await using image = await openEditableSource({ path: target }, unwatched.signal);
    await image.disk.write(0, head.subarray(0, 64 * KiB));
    await image.disk.write(size - tail.length, tail);
    await image.disk.flush();
  };
  return {
    kind: 'output',
    title: `convert: over ${kind.title} of two extents`,
    image: imageName(kind),
    content: content(2),
    replaced: content(1),
    token,
    async prepare(folder) {
      await make(folder, imageName(kind).name, content(1), { format, variant });
      await make(folder, 'source.vdi', content(2), { format: 'vdi' });
    },
    run: ({ folder, watch }) =>
      convert(
        {
          source: path.join(folder, 'source.vdi'),
          target: path.join(folder, imageName(kind).name),
          format,
          variant,
          overwrite: true,
          token,
        },
        watch,
      ),
  };
}

/** A stream that holds a grain of zeros, which is written anew without it and replaced at once. */
function compactionAtOnce(kind: ImageKind): OutputScenario {
  return {
    kind: 'output',
    title: `compact: ${kind.title}, written anew`,
    image: imageName(kind),
    content: contentFrom(bytesOf(kind)),
    token,
    prepare: (folder) => makeWasteful(folder, kind),
    run: ({ folder, watch }) => compact({ path: path.join(folder, imageName(kind).name), token }, watch),
  };
}

function compactionBeside(kind: ImageKind): OutputScenario {
  const { name } = imageName(kind, 'small');
  return {
    kind: 'output',
    title: `compact: ${kind.title} to another file`,
    image: imageName(kind, 'small'),
    content: contentFrom(bytesOf(kind)),
    token,
    prepare: (folder) => makeImage(folder, kind),
    run: ({ folder, watch }) =>
      compact({ path: path.join(folder, imageName(kind).name), output: path.join(folder, name), token }, watch),
  };
}

function firstOf<T>(list: readonly T[]): T {
  const [first] = list;
  if (first === undefined) throw new Error('There is none.');
  return first;
}
