import path from 'node:path';
import type { ImageInfo, ImageUse } from '#shared/model/image.ts';
import type { Operation } from '../disk/format.ts';
import type { OpenImage } from '../disk/open.ts';
import { useOf } from '../io/image-use.ts';
import { fileSizesOf } from './file-sizes.ts';
import { openSource, type SourceInput } from './open-source.ts';

/** Says what an image is, without a scan of its data. */
export const inspect: Operation<SourceInput, ImageInfo> = async (input, { signal }) => {
  await using image = await openSource(input, signal);
  return await describe(image);
};

async function describe({ path: imagePath, format, disk, parents, sources }: OpenImage): Promise<ImageInfo> {
  const { layer } = disk;
  const folder = path.dirname(imagePath);
  const files = layer.files.map(({ name, role, content }, index) => ({
    path: index === 0 ? imagePath : path.join(folder, name),
    role,
    size: content.size,
  }));
  return {
    path: imagePath,
    format: format.id,
    variant: layer.variant,
    virtualSize: layer.virtualSize,
    blockSize: layer.blockSize,
    ...(await fileSizesOf(layer)),
    files,
    parent: parents[0] ?? null,
    uuid: layer.uuid ?? null,
    creator: layer.creator ?? null,
    inUse: await useOfImage(sources),
    facts: parents.length === 0 ? layer.facts : { ...layer.facts, imagesInChain: parents.length + 1 },
  };
}

/** By the main file, and by the first of the others: a program that runs a disk of several files has all of those open. */
async function useOfImage([own]: OpenImage['sources']): Promise<ImageUse | null> {
  if (!own) return null;
  const use = await useOf(own.main);
  const [extent] = await own.siblings();
  if (use !== null || !extent) return use;
  return extent.use((file) => useOf(file));
}
