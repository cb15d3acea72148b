import type { WireError } from '#shared/errors.ts';
import type { ImageInfo, ImageUse } from '#shared/model/image.ts';
import type { ListedImage, RememberedImage } from '#shared/model/library.ts';
import type { Answer } from '../../backend/answer.ts';

/** One image that was opened, in this session or an earlier one. */
export interface ImageRow {
  readonly id: string;
  readonly path: string;
  /** Set when the person said what the file is, because nothing in it does. */
  readonly sourceFormat?: string | undefined;
  /** What was found out in this session. */
  readonly image: Answer<ImageInfo>;
  /** Unix milliseconds. Images that were opened together differ in it, so that they keep their order. */
  readonly openedAt: number;
  /** What is remembered of it; absent for a file that is not remembered, because it is no image or not known to be one yet. */
  readonly entry?: ListedImage | undefined;
  /** How it is to be compacted: whether what the guest does not use is given back too, */
  readonly freeSpace: boolean;
  /** and whether a smaller copy is written instead. */
  readonly asCopy: boolean;
}

/** What can be said of an image at once: what was found out in this session, else what is remembered. */
export function factsOf(row: ImageRow): RememberedImage | undefined {
  if (row.image.kind === 'known') return row.image.value;
  return row.image.kind === 'waiting' || isMissing(row) ? (row.entry?.image ?? undefined) : undefined;
}

/** Who may write to an image at any moment, as far as was found out in this session; undefined when nobody was found to. */
export function userOf({ image }: Pick<ImageRow, 'image'>): ImageUse | undefined {
  return image.kind === 'known' ? (image.value.inUse ?? undefined) : undefined;
}

/** True when an image that is remembered is not where it was. */
export function isMissing({ image, entry, path }: ImageRow): boolean {
  return entry !== undefined && image.kind === 'refused' && isGone(image.error, path);
}

/** True for the refusal of a path that leads nowhere. */
function isGone({ reason, facts }: WireError, path: string): boolean {
  return reason === 'file.missing' && facts['path'] === path;
}

/** True when a remembered image was not looked at in this session, and can be. */
export function isDue({ image, entry }: ImageRow): boolean {
  return image.kind === 'waiting' && entry?.whereabouts === 'there';
}

/** True when the only thing missing is a person's word that the file is a raw disk. */
export function mayBeRaw({ image }: ImageRow): boolean {
  return image.kind === 'refused' && image.error.reason === 'probe.unknown';
}

/** What keeps a check from looking at a file as well. */
const passing: readonly string[] = ['denied', 'in-use', 'io'];

/** True when a check can tell more of a file than why it was refused; of one that is no image at all it cannot. */
export function canBeChecked({ image, path }: ImageRow): boolean {
  if (image.kind !== 'refused') return image.kind === 'known';
  const { code, reason } = image.error;
  return !reason.startsWith('probe.') && !passing.includes(code) && !isGone(image.error, path);
}

/** True when there is something to say of the health of a file, if only that it was not checked. */
export function hasHealth(row: ImageRow): boolean {
  return isMissing(row) || canBeChecked(row) || (row.image.kind === 'waiting' && row.entry !== undefined);
}
