import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { Disk } from '../../disk/disk.ts';
import type { OpenImage } from '../../disk/open.ts';
import { openSource, type SourceInput } from '../open-source.ts';

/** True for what may be read around: damage of the image, or of the medium it lies on. */
export function isDamage(thrown: unknown): boolean {
  return thrown instanceof DiskError && (thrown.code === 'damaged' || thrown.code === 'io');
}

/** The same image, to be read around its damage. A map shows what is lost, so nobody has to be told besides. */
export function salvaging(input: SourceInput): SourceInput {
  return { ...input, lost: () => undefined };
}

/** Looks at an image, and again around its damage when that is in the way. Throws what opening throws. */
export async function lookAt<T>(
  input: SourceInput,
  look: (image: OpenImage) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const attempt = async (source: SourceInput): Promise<T> => {
    await using image = await openSource(source, signal);
    return await look(image);
  };
  try {
    return await attempt(input);
  } catch (thrown) {
    if (input.lost || !isDamage(thrown)) throw thrown;
    return attempt(salvaging(input));
  }
}

/** The paths of all files of a chain, in the order in which `stored.file` of its runs counts them. */
export function filesOfChain({ path: main, parents, disk }: OpenImage): readonly string[] {
  const files: string[] = [];
  let layer: Disk | undefined = disk;
  for (const image of [main, ...parents]) {
    const names = layer?.layer.files ?? [];
    files.push(...names.map(({ name }, index) => (index === 0 ? image : path.join(path.dirname(image), name))));
    layer = layer?.parent;
  }
  return files;
}
