import { roundUp, type ByteRange } from '#shared/model/bytes.ts';
import { overlap } from './block-place.ts';
import { sectorSize, type Header, type ParentLocator } from './layout.ts';
import { holdsPath, isUsed, locatorsOf, longestPath, spaceOf } from './locators.ts';
import type { BlockTable } from './table.ts';

/** A locator with its place among the eight of a header. */
interface PlacedLocator extends ParentLocator {
  readonly index: number;
}

/** The ranges that good locators take, and the locators that lead nowhere. */
export interface JudgedLocators {
  readonly ranges: readonly ByteRange[];
  readonly damaged: readonly PlacedLocator[];
  /** Whether any name of the parent is left without the damaged ones. */
  readonly hasName: boolean;
}

/** Judges the locators of a differencing image by where they point; the paths themselves are not read. */
export function judgeLocators(
  { parentLocators, parentName }: Header,
  surroundings: Pick<BlockTable, 'metadata' | 'dataEnd'>,
): JudgedLocators {
  const used = locatorsOf(parentLocators)
    .map((locator, index) => ({ ...locator, index }))
    .filter((locator) => isUsed(locator) && locator.length > 0);
  const good = used.filter((locator) => isGood(locator, surroundings));
  return {
    ranges: good.map(({ start, length }) => ({ start, length: roundUp(length, sectorSize) })),
    damaged: used.filter((locator) => !isGood(locator, surroundings)),
    hasName: good.some(({ platform }) => holdsPath(platform)) || parentName.some((byte) => byte !== 0),
  };
}

function isGood(locator: ParentLocator, { metadata, dataEnd }: Pick<BlockTable, 'metadata' | 'dataEnd'>): boolean {
  const { start, length } = locator;
  const space = spaceOf(locator);
  const hasRoom = space % sectorSize === 0 && space >= length;
  if (!hasRoom || length > longestPath || start + length > dataEnd) return false;
  return !metadata.some((range) => overlap(range, { start, length }));
}
