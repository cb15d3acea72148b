import { claimForReading } from '../disk/claim.ts';
import type { EditableDisk } from '../disk/editable-disk.ts';
import { openEditableImage, openImage, type OpenImage, type OpenImageOptions } from '../disk/open.ts';
import { removeAbandonedBeside } from '../io/abandoned.ts';
import type { ReadingRefusal } from '../io/image-use.ts';
import { formats } from '../formats/index.ts';
import { freshIdentity } from './identity.ts';

/** An image to read, as a person names it. */
export interface SourceInput {
  readonly path: string;
  /** The id of the format; probed when absent. Raw images need it. */
  readonly sourceFormat?: string | undefined;
  /** Folders in which parents may be looked for, besides that of each image. */
  readonly parents?: readonly string[] | undefined;
  /** Salvages: reads around damage, and hears of every part of the disk that is lost. Damage is refused when absent. */
  readonly lost?: OpenImageOptions['lost'];
  /** Reads all of an image although another program may write to it: `source.changed` when it does. Such an image is refused when absent. */
  readonly inUse?: 'read' | undefined;
}

/** Opens an image of any registered format for reading. */
export function openSource(
  { path, sourceFormat, parents, lost }: SourceInput,
  signal: AbortSignal,
): Promise<OpenImage> {
  return openImage(path, { formats, sourceFormat, parents, lost, signal });
}

/**
 * Opens an image of which all is to be read: nobody may write to it or to its parents meanwhile. Throws `image.written` and
 * what else `claimForReading` throws.
 */
export async function openWholeSource(input: SourceInput, signal: AbortSignal): Promise<OpenImage> {
  const image = await openSource(input, signal);
  return input.inUse === 'read' ? image : claimed(image, 'image.written');
}

/**
 * The same for what is to be changed by what is read, or built upon it: there is no reading it while others may write to it.
 * Throws `image.not-at-rest` and what else `claimForReading` throws.
 */
export async function openSourceAtRest(input: Omit<SourceInput, 'inUse'>, signal: AbortSignal): Promise<OpenImage> {
  return claimed(await openSource(input, signal), 'image.not-at-rest');
}

/**
 * Opens an image of any registered format to be written in place. What a cut-off change left beside it is removed before.
 * Throws `image.held` when others use it, and what `openSourceAtRest` throws for its parents.
 */
export async function openEditableSource(
  { path, sourceFormat, parents }: SourceInput,
  signal: AbortSignal,
): Promise<OpenImage<EditableDisk>> {
  await removeAbandonedBeside(path);
  const image = await openEditableImage(path, { formats, sourceFormat, parents, signal, identity: freshIdentity });
  return claimed(image, 'image.not-at-rest');
}

/** The same image, or nothing left open when it is refused. */
async function claimed<I extends OpenImage>(image: I, reason: ReadingRefusal): Promise<I> {
  try {
    await claimForReading(image.sources, reason);
    return image;
  } catch (thrown) {
    await image[Symbol.asyncDispose]();
    throw thrown;
  }
}
