import type { DiskError } from '#shared/errors.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { RememberedImage } from '#shared/model/library.ts';

/** What the list of images keeps of an image. */
export function rememberedOf({ format, variant, virtualSize, fileSize, allocatedSize }: ImageInfo): RememberedImage {
  return { format, variant, virtualSize, fileSize, allocatedSize };
}

/** Refusals that have nothing to do with what is in a file. */
const passing: readonly string[] = ['io', 'denied', 'in-use', 'internal', 'cancelled', 'invalid-input'];
/** Refusals of what is no file, or no image. */
const strangers = /^(probe\.|file\.(missing|not-regular)$)/;

/** True for the refusal of a file that is an image all the same: it is damaged, incomplete, or too large for Platter. */
export function isAnImage({ code, reason }: DiskError): boolean {
  return !passing.includes(code) && !strangers.test(reason);
}
