import { DiskError } from '#shared/errors.ts';
import { removeAbandonedBeside } from '../io/abandoned.ts';
import type { NodeFile } from '../io/node-file.ts';

/**
 * Opens the main file of an image. Where it is missing, it may have given way to a new one at the very moment in which Platter
 * was ended: that replacement is completed, and the new one is opened. Throws what opening throws.
 */
export async function openMain(file: string, open: (file: string) => Promise<NodeFile>): Promise<NodeFile> {
  try {
    return await open(file);
  } catch (thrown) {
    if (!(thrown instanceof DiskError) || thrown.reason !== 'file.missing') throw thrown;
    await removeAbandonedBeside(file);
    return open(file);
  }
}
