import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { OptionValues } from '#shared/model/convert.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import { chooseTarget } from '../disk/choose-target.ts';
import type { Operation, ParentReference } from '../disk/format.ts';
import { defaultLimits } from '../disk/limits.ts';
import type { OpenImage } from '../disk/open.ts';
import { formats } from '../formats/index.ts';
import { asDiskError } from '../io/file-errors.ts';
import { atomically } from '../io/atomic-output.ts';
import type { CreateResult } from '#shared/model/create.ts';
import { freshIdentity } from './identity.ts';
import { openSourceAtRest } from './open-source.ts';
import { refuseExisting } from './target-files.ts';

export interface CreateChildInput {
  readonly target: string;
  /** The path of the image whose changes the child is to hold. */
  readonly parent: string;
  /** The id of its format; probed when absent. */
  readonly parentFormat?: string | undefined;
  /** Folders in which parents of the parent may be looked for. */
  readonly parents?: readonly string[] | undefined;
  /** Of the target and so of the parent; chosen by the extension of the target when absent. */
  readonly format?: string | undefined;
  readonly options?: OptionValues | undefined;
  /** Only to make sure: when it is given, it has to be the parent's. */
  readonly virtualSize?: Bytes | undefined;
}

/**
 * Makes an empty child: an image that holds only what will be changed, while everything else stays in its parent. The
 * parent is not touched, and must not be changed from now on. Throws `child.other-format`, `child.no-children`,
 * `child.size`, `target.exists`, and `verify.differs` when the new child does not read back as its parent.
 */
export const createChild: Operation<CreateChildInput, CreateResult> = async (input, { signal }) => {
  const { target, parent: parentPath, parentFormat: sourceFormat, parents, virtualSize } = input;
  await using parent = await openSourceAtRest({ path: parentPath, sourceFormat, parents }, signal);
  const { format, options } = chooseTarget(input, formats);
  const size = parent.disk.virtualSize;
  // Whether it can have children comes first: where it cannot, another name for the child would not help.
  const { createChild: write, title } = parent.format;
  if (!write) throw new DiskError('child.no-children', { parent: parentPath, title });
  if (format.id !== parent.format.id) throw new DiskError('child.other-format', { parent: parentPath, title });
  if (virtualSize !== undefined && virtualSize !== size) throw new DiskError('child.size', { size });
  await refuseExisting([target]);

  const reference = await referenceTo(parent, target);
  const made = await atomically(target, { isNeverSparse: format.isNeverSparse }, async (output) => {
    await write(output, { options, identity: freshIdentity, parent: reference });
    // The claim of a child can only be tried where it lies; what is read back here is the child itself.
    const layer = await format.open(output, { limits: defaultLimits, tolerance: 'strict', signal });
    if (layer.virtualSize !== size || !layer.parent) {
      throw new DiskError('verify.differs', {
        expected: `a child of ${size} bytes`,
        found: `${layer.virtualSize} bytes`,
      });
    }
    signal.throwIfAborted();
    return { paths: output.paths, variant: layer.variant };
  });
  return { path: target, format: format.id, variant: made.variant, virtualSize: size, files: made.paths };
};

async function referenceTo({ path: parentPath, disk }: OpenImage, target: string): Promise<ParentReference> {
  const whole = path.resolve(parentPath);
  try {
    const { mtime: modifiedAt } = await stat(whole);
    return {
      path: whole,
      relativePath: await wayTo(whole, path.dirname(path.resolve(target))),
      modifiedAt,
      layer: disk.layer,
    };
  } catch (thrown) {
    throw asDiskError(thrown, whole);
  }
}

/** The way from a folder to a file as the system goes it: ".." leads out of the folder behind a link, not out of the one it is in. */
async function wayTo(file: string, folder: string): Promise<string> {
  return path.relative(await realFolder(folder), path.join(await realFolder(path.dirname(file)), path.basename(file)));
}

async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch {
    // One that is not there is told when the child is to be created in it.
    return folder;
  }
}
