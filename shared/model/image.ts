import type { Bytes } from './bytes.ts';
import type { Facts } from './facts.ts';

/** Another program that may write to an image at any moment, as far as the system tells its name and number. */
export interface ImageUse {
  readonly program: string | null;
  readonly pid: number | null;
}

export interface ImageFileInfo {
  readonly path: string;
  readonly role: 'image' | 'descriptor' | 'extent';
  readonly size: Bytes;
}

/** What an image is, without a scan of its data: the result of `platter info`. */
export interface ImageInfo {
  readonly path: string;
  readonly format: string;
  readonly variant: string;
  readonly virtualSize: Bytes;
  /** The unit of allocation; null where nothing is allocated piecemeal. */
  readonly blockSize: Bytes | null;
  /** The lengths of all files together. */
  readonly fileSize: Bytes;
  /** What the files take on the host's disk, holes not counted. */
  readonly allocatedSize: Bytes;
  /** The image's own files; those of its parents are theirs. */
  readonly files: readonly ImageFileInfo[];
  /** The file that an image of changes builds upon. */
  readonly parent: string | null;
  readonly uuid: string | null;
  readonly creator: string | null;
  /** Who may be writing to it; null when nobody is known to. */
  readonly inUse: ImageUse | null;
  readonly facts: Facts;
}
