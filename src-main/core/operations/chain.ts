import { stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError, toWire } from '#shared/errors.ts';
import type { ChainBreak, ChainLink, ChainMarks, ImageChain } from '#shared/model/chain.ts';
import { plain } from '#shared/text/plain.ts';
import { allOf } from '../io/all-of.ts';
import type { IdentityMarks, Operation } from '../disk/format.ts';
import { asDiskError } from '../io/file-errors.ts';
import { addParents, formatChoice, type OpenImageOptions } from '../disk/open.ts';
import { openLayer, type OpenLayer } from '../disk/open-layer.ts';
import { formats } from '../formats/index.ts';
import { fileSizesOf } from './file-sizes.ts';
import { childrenOf } from './find-children.ts';
import type { SourceInput } from './open-source.ts';

/**
 * Says what an image builds on, as far as that can be found, and what builds on it. Reads headers only. Throws what opening the
 * image itself throws; what is wrong further down is part of the answer.
 */
export const chain: Operation<SourceInput, ImageChain> = async ({ path: image, sourceFormat, parents }, { signal }) => {
  const options = { formats, sourceFormat, parents, signal };
  await using top = await openLayer(image, formatChoice(options), options);
  const layers = [top];
  try {
    const missing = await follow(layers, options);
    const links: ChainLink[] = [];
    for (const layer of layers) links.push(await linkOf(layer));
    const children: ChainLink[] = [];
    for await (const child of childrenOf({ ...top, marks: top.layer.marks }, signal)) {
      if (child.isSought) children.push(await linkOf(child.layer));
    }
    return { links, missing, children };
  } finally {
    await allOf(layers.slice(1).map((layer) => layer[Symbol.asyncDispose]()));
  }
};

/** Adds the parents to the chain; null when it came to its end. */
async function follow(layers: OpenLayer[], options: OpenImageOptions): Promise<ChainBreak | null> {
  try {
    await addParents(layers, options);
    return null;
  } catch (thrown) {
    const last = layers.at(-1);
    if (!(thrown instanceof DiskError) || !last?.layer.parent) throw thrown;
    const { names, marks } = last.layer.parent;
    return {
      error: toWire(thrown),
      names: names.filter((name) => name !== '').map(plain),
      marks: marksOf(marks),
      folders: [path.dirname(last.path), ...(options.parents ?? [])],
    };
  }
}

async function linkOf({ path: file, format, layer }: OpenLayer): Promise<ChainLink> {
  return {
    path: file,
    format: format.id,
    variant: plain(layer.variant),
    virtualSize: layer.virtualSize,
    ...(await fileSizesOf(layer)),
    marks: marksOf(layer.marks ?? {}),
    changedAt: await changeOf(file),
  };
}

/** When a file was changed last, in Unix milliseconds. */
async function changeOf(file: string): Promise<number> {
  try {
    return (await stat(file)).mtimeMs;
  } catch (thrown) {
    throw asDiskError(thrown, file);
  }
}

function marksOf({ id, modification }: IdentityMarks): ChainMarks {
  return { id: id ?? null, modification: modification ?? null };
}
