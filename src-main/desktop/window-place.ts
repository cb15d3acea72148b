import { z } from 'zod';

/** Below this a window cannot be used, in pixels of the system. */
export const smallestWindow = { width: 640, height: 400 };
const usual = { width: 1120, height: 760 };

/** This much of a title bar has to be on a display, so that the window can be pulled back from there. */
const grip = { width: 120, height: 16 };
const titleBarHeight = 32;

const coordinate = z.int().min(-100_000).max(100_000);
const bounds = z.object({
  x: coordinate,
  y: coordinate,
  width: z.int().min(1).max(100_000),
  height: z.int().min(1).max(100_000),
});

/** Where a window was left. Whether it filled the screen is not kept: nobody looks for the way out of that at a start. */
export const windowPlace = z.object({ bounds, isMaximized: z.boolean() });

export type WindowPlace = z.infer<typeof windowPlace>;
export type Bounds = WindowPlace['bounds'];

/** Where a window opens; without `x` and `y` the system centres it. */
export interface Opening {
  readonly width: number;
  readonly height: number;
  readonly x?: number;
  readonly y?: number;
}

/**
 * Where a window opens that was left at `place`: there, if a person can reach it there, else in the middle, no larger than fits.
 * `workAreas` are the parts of the present displays that windows may use, of the main display first.
 */
export function openingOf(place: WindowPlace | undefined, workAreas: readonly Bounds[]): Opening {
  const left = place?.bounds;
  const area = left && workAreas.find((candidate) => isReachable(left, candidate));
  if (left && area) return { ...sizeWithin(left, area), x: left.x, y: left.y };
  return sizeWithin(left ?? usual, workAreas[0]);
}

function isReachable({ x, y, width }: Bounds, area: Bounds): boolean {
  const wide = Math.min(x + width, area.x + area.width) - Math.max(x, area.x);
  const high = Math.min(y + titleBarHeight, area.y + area.height) - Math.max(y, area.y);
  return wide >= grip.width && high >= grip.height;
}

function sizeWithin(size: { readonly width: number; readonly height: number }, area: Bounds | undefined) {
  const fit = (length: number, least: number, most = Infinity) => Math.max(least, Math.min(length, most));
  return {
    width: fit(size.width, smallestWindow.width, area?.width),
    height: fit(size.height, smallestWindow.height, area?.height),
  };
}
