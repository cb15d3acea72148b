import {
  longestLibrary,
  type LibraryEntry,
  type RememberedHealth,
  type RememberedImage,
} from '#shared/model/library.ts';

/** The list of images, newest first. */
export type Entries = readonly LibraryEntry[];

/** What is done to the list. It may be done again, to a list that another process has changed meanwhile. */
export type Change = (entries: Entries) => Entries;

/** An image as it was opened. `image` is null where it could not be read. */
export type OpenedImage = Omit<LibraryEntry, 'health' | 'sourceFormat'> & Pick<Required<LibraryEntry>, 'sourceFormat'>;

/**
 * Puts an image where its time belongs, which is the front as a rule. What is known of it from earlier stays where the new
 * look tells nothing, and more than `longestLibrary` images are not kept.
 */
export function opened({ path, sourceFormat, openedAt, image }: OpenedImage): Change {
  return (entries) => {
    const known = entries.find((entry) => entry.path === path);
    const { health = null } = known ?? {};
    const entry = { ...known, path, sourceFormat, openedAt, image: image ?? known?.image ?? null, health };
    return newestFirst([entry, ...entries.filter((other) => other !== known)]).slice(0, longestLibrary);
  };
}

/** Notes what an image is now. */
export function described(path: string, image: RememberedImage): Change {
  return (entries) => entries.map((entry) => (entry.path === path ? { ...entry, image } : entry));
}

/** Notes what checks found in images, by their paths; an older verdict does not replace a newer one. */
export function judged(verdicts: ReadonlyMap<string, RememberedHealth>): Change {
  return (entries) =>
    entries.map((entry) => {
      const health = verdicts.get(entry.path);
      return health && health.at > (entry.health?.at ?? -Infinity) ? { ...entry, health } : entry;
    });
}

/** Takes images off the list; their files stay. */
export function removed(paths: readonly string[]): Change {
  return (entries) => entries.filter(({ path }) => !paths.includes(path));
}

/** Follows an image to its new place. An image that is listed for that place already gives way. */
export function relocated(from: string, to: string, image: RememberedImage): Change {
  return (entries) => {
    if (from === to || !entries.some(({ path }) => path === from)) return entries;
    return entries
      .filter(({ path }) => path !== to)
      .map((entry) => (entry.path === from ? { ...entry, path: to, image } : entry));
  };
}

function newestFirst(entries: Entries): Entries {
  return entries.toSorted((one, other) => other.openedAt - one.openedAt);
}
