import { app } from 'electron';

/** An image of the list that the window keeps. */
export interface RecentImage {
  readonly path: string;
  /** Unix milliseconds. */
  readonly openedAt: number;
}

/**
 * Hands images that are opened from now on to the system's list of recent documents. What was opened earlier is on it already, in
 * its order, as far as the person left it there. Gives back what takes the images as they are, the newest first.
 */
export function addToRecentDocuments(since = Date.now()): (images: readonly RecentImage[]) => void {
  const added = new Set<string>();
  return (images) => {
    for (const { path, openedAt } of images.toReversed()) {
      const opening = `${String(openedAt)} ${path}`;
      if (openedAt < since || added.has(opening)) continue;
      added.add(opening);
      app.addRecentDocument(path);
    }
  };
}
