import { KiB, roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { ParentReference } from '../../disk/format.ts';
import { parentLocator, sectorSize } from './layout.ts';
import { absolutePath, relativePath } from './locators.ts';
import { asAbsolutePath, asRelativePath } from './parent-path.ts';

/** Paths of a parent, ready to be written. */
interface LocatorPlan {
  /** For the header, whose number of locators is fixed. */
  readonly parentLocators: readonly Uint8Array[];
  readonly areas: readonly { readonly start: Bytes; readonly content: Uint8Array }[];
  readonly end: Bytes;
}

const locatorCount = 8;

/** VirtualBox leaves this room to each path, so that a longer one fits later. */
const leastSpace: Bytes = 1 * KiB;

/** The absolute and the relative path of a parent, in the order of Windows and VirtualBox, from `start` on. */
export function planLocators({ path, relativePath: fromChild }: ParentReference, start: Bytes): LocatorPlan {
  const relative = asRelativePath(fromChild);
  const paths = [
    { platform: absolutePath, content: asAbsolutePath(path) },
    ...(relative ? [{ platform: relativePath, content: relative }] : []),
  ];
  const areas: { start: Bytes; content: Uint8Array }[] = [];
  const parentLocators: Uint8Array[] = [];
  let end = start;
  for (const { platform, content } of paths) {
    const { length } = content;
    const space = Math.max(leastSpace, roundUp(length, sectorSize));
    areas.push({ start: end, content });
    parentLocators.push(parentLocator.encode({ platform, space, length, start: end }));
    end += space;
  }
  while (parentLocators.length < locatorCount) parentLocators.push(new Uint8Array(parentLocator.size));
  return { parentLocators, areas, end };
}
