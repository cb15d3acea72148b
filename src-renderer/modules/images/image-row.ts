import type { ImageInfo } from '#shared/model/image.ts';
import type { Answer } from '../../backend/answer.ts';

/** One image of this session. */
export interface ImageRow {
  readonly id: string;
  readonly path: string;
  /** Set when the person said what the file is, because nothing in it does. */
  readonly sourceFormat?: string | undefined;
  readonly image: Answer<ImageInfo>;
  /** How it is to be compacted: whether what the guest does not use is given back too, */
  readonly freeSpace: boolean;
  /** and whether a smaller copy is written instead. */
  readonly asCopy: boolean;
}

/** True when the only thing missing is a person's word that the file is a raw disk. */
export function mayBeRaw({ image }: ImageRow): boolean {
  return image.kind === 'refused' && image.error.reason === 'probe.unknown';
}

/** What keeps a check from looking at a file as well. */
const passing: readonly string[] = ['denied', 'in-use', 'io'];

/** True when a check can tell more of a file than why it was refused; of one that is no image at all it cannot. */
export function canBeChecked({ image }: ImageRow): boolean {
  if (image.kind !== 'refused') return image.kind === 'known';
  const { code, reason } = image.error;
  return !reason.startsWith('probe.') && !passing.includes(code);
}
