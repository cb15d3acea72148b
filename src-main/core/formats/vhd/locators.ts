import { KiB, type Bytes } from '#shared/model/bytes.ts';
import { parentLocator, sectorSize, type ParentLocator } from './layout.ts';

/** Longer than any path; a locator may reserve more, but what it stores counts. */
export const longestPath: Bytes = 64 * KiB;

/** Locators that are read, before and after the parent's name in the header. The others are of systems long gone. */
export const relativePath = 'W2ru';
export const absolutePath = 'W2ku';
export const fileUrl = 'MacX';

/** Whether a locator of that platform is read. */
export function holdsPath(platform: string): boolean {
  return [relativePath, absolutePath, fileUrl].includes(platform);
}

/** Whether an entry is in use: in one that is not, all else may be anything. */
export function isUsed({ platform }: ParentLocator): boolean {
  return platform !== '\0\0\0\0';
}

/** The locators of a header, unused ones too. */
export function locatorsOf(stored: readonly Uint8Array[]): readonly ParentLocator[] {
  return stored.map((locator) => parentLocator.decode(locator));
}

/** The specification counts the space in sectors, but everybody writes bytes; small numbers can only be sectors. */
export function spaceOf({ space }: ParentLocator): Bytes {
  return space < sectorSize ? space * sectorSize : space;
}
