import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import { formatOfName } from '../../disk/choose-target.ts';
import type { OpenImage } from '../../disk/open.ts';
import { formats } from '../../formats/index.ts';
import { refuseSameFile, targetPaths, type TargetDraft } from '../target-files.ts';

/**
 * The paths of the smaller image that is to be written beside another one. Throws `compact.other-extension` for a name that tells
 * another format, since the format stays, and `target.same-file`. An extension that no format has tells nothing.
 */
export async function outputPaths(image: OpenImage, output: string, draft: TargetDraft): Promise<readonly string[]> {
  const { id, title, extensions } = image.format;
  const told = formatOfName(output, formats);
  if (told && told.id !== id) {
    const facts = { name: path.basename(output), other: told.title, title, extension: extensions[0] ?? id };
    throw new DiskError('compact.other-extension', facts);
  }
  const paths = targetPaths(output, draft);
  await refuseSameFile(image, paths);
  return paths;
}
