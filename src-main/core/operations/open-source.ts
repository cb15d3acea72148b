import { claimForReading } from '../disk/claim.ts';
import type { EditableDisk } from '../disk/editable-disk.ts';
import { openEditableImage, openImage, type OpenImage, type OpenImageOptions } from '../disk/open.ts';
import { removeAbandonedBeside } from '../io/abandoned.ts';
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
 * Opens an image of which all is to be read: nobody may write to it or to its parents meanwhile. Throws what `claimForReading`
 * throws.
 */
export async function openWholeSource(input: SourceInput, signal: AbortSignal): Promise<OpenImage> {
  const image = await openSource(input, signal);
  return input.inUse === 'read' ? image : claimed(image);
}

/** Opens an image of any registered format to be written in place. What a cut-off change left beside it is removed before. */
export async function openEditableSource(
  { path, sourceFormat, parents }: SourceInput,
  signal: AbortSignal,
): Promise<OpenImage<EditableDisk>> {
  await removeAbandonedBeside(path);
  return claimed(await openEditableImage(path, { formats, sourceFormat, parents, signal, identity: freshIdentity }));
}

/** The same image, or nothing left open when it is refused. */
async function claimed<I extends OpenImage>(image: I): Promise<I> {
  try {
    await claimForReading(image.sources);
    return image;
  } catch (thrown) {
    await image[Symbol.asyncDispose]();
    throw thrown;
  }
}
