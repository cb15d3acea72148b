import type { Services } from '#shared/contract/index.ts';
import { DiskError, toDiskError } from '#shared/errors.ts';
import type { LibraryEntry, RememberedHealth, RememberedImage } from '#shared/model/library.ts';
import { judged, opened, relocated, removed, type Change } from '../core/library/changes.ts';
import type { CurrentLibrary, Library } from '../core/library/library.ts';
import { catalogue } from '../core/operations/catalogue.ts';
import { inspect } from '../core/operations/inspect.ts';
import type { FilePolicy } from './file-policy.ts';
import { grantAgain } from './grant-known.ts';
import { isAnImage, rememberedOf } from './remembered.ts';
import { unwatched } from './unwatched.ts';

/** The list of images. Only what the policy lets a window read gets on it, so that what is on it may be granted again. */
export function libraryService(policy: FilePolicy, library: Library): Services['library'] {
  /** What was taken off the list, by path. */
  const gone = new Map<string, LibraryEntry>();

  return {
    watch: (_, signal) => listsOf(library.watch(signal)),
    async open({ path: named, format: sourceFormat, openedAt: claimed }, signal) {
      const path = await policy.mayRead(named);
      const openedAt = Math.min(claimed, Date.now());
      // What is on the list is granted in full at the next start, so what may only be read, such as a parent, is not put there.
      const isGranted = await succeeds(policy.mayReplace(named));
      const list = async (image: RememberedImage | null) => {
        if (!isGranted) return;
        library.note(path, 'there');
        await library.change(opened({ path, sourceFormat, openedAt, image }));
      };
      try {
        const image = await inspect({ path, sourceFormat }, unwatched(signal));
        await list(rememberedOf(image));
        return image;
      } catch (thrown) {
        if (isAnImage(toDiskError(thrown))) await list(null);
        throw thrown;
      }
    },
    async remove({ paths }) {
      for (const entry of library.current.entries) if (paths.includes(entry.path)) gone.set(entry.path, entry);
      await library.change(removed(paths));
      return {};
    },
    async restore({ paths }) {
      const entries = paths.flatMap((path) => gone.get(path) ?? []);
      for (const { path } of entries) gone.delete(path);
      await library.change(putBack(entries));
      return {};
    },
    async relocate({ path, to: named }, signal) {
      // It gets on the list, so it has to be granted in full.
      const to = await policy.mayReplace(named);
      const entry = library.current.entries.find((one) => one.path === path);
      if (!entry) throw new DiskError('library.not-listed', { path });
      const image = await inspect({ path: to, sourceFormat: entry.sourceFormat }, unwatched(signal));
      const expected = entry.image?.format ?? image.format;
      if (image.format !== expected)
        throw new DiskError('library.other-format', {
          path,
          to,
          expected: titleOf(expected),
          found: titleOf(image.format),
        });
      library.note(to, 'there');
      await library.change(relocated(path, to, rememberedOf(image)));
      return image;
    },
    async look() {
      await library.look((path) => grantAgain(policy, path));
      return {};
    },
  };
}

/** Puts entries back as they were. One that is listed again by now stays as it is. */
function putBack(entries: readonly LibraryEntry[]): Change {
  const health = new Map<string, RememberedHealth>();
  for (const entry of entries) if (entry.health) health.set(entry.path, entry.health);
  return (list) => {
    const missing = entries.filter(({ path }) => !list.some((listed) => listed.path === path));
    const all = missing.reduce((now, entry) => opened({ ...entry, sourceFormat: entry.sourceFormat })(now), list);
    return judged(health)(all);
  };
}

async function succeeds(action: Promise<unknown>): Promise<boolean> {
  return action.then(
    () => true,
    () => false,
  );
}

function titleOf(format: string): string {
  return catalogue().find(({ id }) => id === format)?.title ?? format;
}

async function* listsOf(watched: AsyncIterable<CurrentLibrary>) {
  for await (const { entries, notice } of watched) yield { images: entries, notice };
}
