import path from 'node:path';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { compact } from '#main/core/operations/compact.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import { resize } from '#main/core/operations/resize.ts';
import { write } from '#main/core/operations/write.ts';
import { patternAt } from '#test/support/patterns.ts';
import { contentFrom } from '../disk-content.ts';
import type { ChangeScenario, Stage } from '../scenario.ts';
import { bytesOf, changedKinds, diskSize, imageName, makeImage, type ImageKind } from './images.ts';
import { makeWasteful } from './wasteful.ts';

/** Over data, over gaps and where nothing is stored yet; each write is on the medium when it returns. */
const writes = [
  { offset: 700, length: 5 * KiB },
  { offset: 900 * KiB, length: 500 * KiB + 9 },
  { offset: 2 * MiB + 130 * KiB, length: 64 * KiB },
];

/** Everything that is done to an image in place and leaves its files open to a fault in the middle. */
export const changeScenarios: readonly ChangeScenario[] = [
  ...changedKinds.map(writing),
  ...changedKinds.map(zeroing),
  ...changedKinds.filter(({ allocation, format }) => allocation === 'dynamic' || format === 'raw').map(compaction),
  ...changedKinds.flatMap((kind) => sizesFor(kind).map((size) => resizing(kind, size))),
];

const inputOf = (kind: ImageKind, folder: string) => {
  const { name, format } = imageName(kind);
  return { path: path.join(folder, name), sourceFormat: format };
};

async function* piecesOf(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 100 * KiB) yield await Promise.resolve(bytes.subarray(at, at + 100 * KiB));
}

function writing(kind: ImageKind): ChangeScenario {
  const states = [bytesOf(kind)];
  const patches = writes.map(({ offset, length }) => ({ offset, bytes: patternAt(offset + 2048 * MiB, length) }));
  for (const { offset, bytes } of patches) {
    const next = (states.at(-1) ?? new Uint8Array(0)).slice();
    next.set(bytes, offset);
    states.push(next);
  }
  return {
    kind: 'change',
    title: `write: ${kind.title}`,
    image: imageName(kind),
    contents: states.map((state) => contentFrom(state)),
    prepare: (folder) => makeImage(folder, kind),
    async run({ folder, watch, isDone }: Stage) {
      for (const { offset, bytes } of patches) {
        await write({ ...inputOf(kind, folder), offset, pieces: piecesOf(bytes) }, watch);
        isDone();
      }
    },
  };
}

/** What gives space back: zeros over data and over gaps, then data again where they were. */
function zeroing(kind: ImageKind): ChangeScenario {
  const before = bytesOf(kind);
  const [start, length] = [512 * KiB - 512, 1 * MiB];
  const zeroed = before.slice().fill(0, start, start + length);
  const again = zeroed.slice();
  const piece = patternAt(4096 * MiB, 150 * KiB);
  again.set(piece, 1 * MiB);
  return {
    kind: 'change',
    title: `write zeros: ${kind.title}`,
    image: imageName(kind),
    contents: [before, zeroed, again].map((state) => contentFrom(state)),
    prepare: (folder) => makeImage(folder, kind),
    async run({ folder, watch, isDone }: Stage) {
      await using image = await openEditableSource(inputOf(kind, folder), watch.signal);
      await image.disk.zero({ start, length }, watch.signal);
      await image.disk.flush();
      isDone();
      await image.disk.write(1 * MiB, piece, watch.signal);
      await image.disk.flush();
    },
  };
}

function compaction(kind: ImageKind): ChangeScenario {
  // What a child holds where zeros were written is its own.
  const bytes = bytesOf(kind);
  return {
    kind: 'change',
    title: `compact: ${kind.title}`,
    image: imageName(kind),
    contents: [bytes, bytes].map((state) => contentFrom(state)),
    prepare: (folder) => makeWasteful(folder, kind),
    run: ({ folder, watch }) => compact(inputOf(kind, folder), watch),
  };
}

/** Larger, as far as tables have to move for it; and smaller, where data is given up. */
function sizesFor({ allocation, variant }: ImageKind): readonly Bytes[] {
  const larger = allocation === 'fixed' ? 4 * MiB : variant === 'twoGbMaxExtentSparse' ? 2049 * MiB : 700 * MiB;
  return [larger, 1 * MiB + 512 * KiB];
}

function resizing(kind: ImageKind, virtualSize: Bytes): ChangeScenario {
  const bytes = bytesOf(kind);
  const isLarger = virtualSize > diskSize;
  return {
    kind: 'change',
    title: `resize: ${kind.title} to ${String(virtualSize / MiB)} MiB`,
    image: imageName(kind),
    contents: [contentFrom(bytes), contentFrom(bytes.subarray(0, virtualSize), virtualSize)],
    during: isLarger ? [] : [contentFrom(bytes.slice().fill(0, virtualSize))],
    prepare: (folder) => makeImage(folder, kind),
    run: ({ folder, watch }) =>
      resize({ ...inputOf(kind, folder), virtualSize, ...(isLarger ? {} : { shrink: 'data' as const }) }, watch),
  };
}
