import type { Bytes } from './bytes.ts';
import type { CheckResult } from './check.ts';

/** The most images that are remembered; the ones that were opened longest ago are forgotten. */
export const longestLibrary = 200;

/** What an image was when it was last looked at. */
export interface RememberedImage {
  readonly format: string;
  readonly variant: string;
  readonly virtualSize: Bytes;
  readonly fileSize: Bytes;
  readonly allocatedSize: Bytes;
}

/** What the last check of an image found, and when; nothing where the image was changed at that time instead. */
export interface RememberedHealth {
  readonly found: CheckResult['summary'] | null;
  /** Unix milliseconds. */
  readonly at: number;
}

/** An image that a person opened. */
export interface LibraryEntry {
  readonly path: string;
  /** Set when the person said what the file is, because nothing in it does. */
  readonly sourceFormat?: string | undefined;
  /** Unix milliseconds. */
  readonly openedAt: number;
  /** Null for an image that could never be opened, such as a damaged one. */
  readonly image: RememberedImage | null;
  /** Null for an image that was never checked. */
  readonly health: RememberedHealth | null;
}

/** Whether a file is where it was: not looked yet, yes, or no. */
export const whereabouts = ['unknown', 'there', 'missing'] as const;
export type Whereabouts = (typeof whereabouts)[number];

/** An image of the list, as it is shown. */
export interface ListedImage extends LibraryEntry {
  readonly whereabouts: Whereabouts;
}
