import path from 'node:path';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { formats } from '#main/core/formats/index.ts';
import { atomically } from '#main/core/io/atomic-output.ts';
import { freshIdentity } from '#main/core/operations/identity.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import { unwatched } from '#test/support/watch.ts';
import { bytesOf, diskSize, imageName, makeImage, type ImageKind } from './images.ts';

/** Where zeros are stored, besides parts of the disk that hold data. */
const zeroRuns = [
  { start: 1 * MiB + 704 * KiB, length: 256 * KiB },
  { start: 512 * KiB, length: 512 * KiB },
];

/** Makes an image that has something to give back: blocks that hold only zeros. */
export async function makeWasteful(folder: string, kind: ImageKind): Promise<void> {
  if (kind.allocation === 'stream') return writeStream(path.join(folder, imageName(kind).name), kind);
  await makeImage(folder, kind);
  const input = { path: path.join(folder, imageName(kind).name), sourceFormat: kind.format };
  await using image = await openEditableSource(input, unwatched.signal);
  for (const filling of [0x7a, 0]) {
    for (const { start, length } of zeroRuns) await image.disk.write(start, new Uint8Array(length).fill(filling));
    await image.disk.flush();
  }
}

/** Zeros are left out by a conversion, so the sink gets them here. */
async function writeStream(target: string, kind: ImageKind): Promise<void> {
  const format = formats.find(({ id }) => id === kind.format);
  const create = format?.variants.find(({ info }) => info.id === kind.variant)?.create;
  if (!format || !create) throw new Error(`${kind.title} cannot be written.`);
  const options = format.options().parse(kind.options);
  await atomically(target, {}, async (files) => {
    const sink = await create(files, { virtualSize: diskSize, options, identity: freshIdentity });
    const bytes = bytesOf(kind);
    for (let at = 0; at < diskSize; at += 64 * KiB) await sink.data(at, bytes.subarray(at, at + 64 * KiB));
    await sink.finish();
  });
}
