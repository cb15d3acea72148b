import { useRouter } from 'vue-router';
import { useAboutStore } from '../../shell/about.store.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { announce } from '../../shell/announcer.ts';
import { useNotices } from '../../shell/notices.ts';
import { imagesText } from '../../text/images.ts';
import { usePick } from '../files/use-pick.ts';
import { mayBeRaw } from './image-row.ts';
import { useImagesStore } from './images.store.ts';
import { useLooksStore } from './looks.store.ts';

export interface Images {
  /** Asks for files and opens them. */
  readonly pick: Action;
  /** The same, with the window's own picker looking for a name at first. */
  readonly pickNamed: (search: string) => Promise<void>;
  /** Opens files that were granted already. */
  readonly add: (paths: readonly string[]) => Promise<void>;
  /** Opens files by paths that a person pasted. */
  readonly addPasted: (paths: readonly string[]) => Promise<void>;
  /** Looks at a file again, as what the person says it is. */
  readonly takeAs: (id: string, format: string) => Promise<void>;
  /** Looks at an image again, which may have changed, or may be one by now. */
  readonly lookAgain: (id: string) => Promise<void>;
  /** Goes to the page with this image selected. `format` is what it is, where Platter knows: nothing in a raw image tells. */
  readonly show: (path: string, format?: string) => Promise<void>;
}

/** How images get into the list. */
export function useImages(): Images {
  const router = useRouter();
  const host = useAboutStore();
  const store = useImagesStore();
  const looks = useLooksStore();
  const notices = useNotices();
  const { pickFiles, grant } = usePick();

  async function add(paths: readonly string[]): Promise<void> {
    await Promise.all(store.add(paths).map(({ id }) => looks.open(id)));
  }

  async function takeAs(id: string, format: string): Promise<void> {
    store.change(id, { sourceFormat: format, image: { kind: 'waiting' } });
    await looks.open(id);
  }

  return {
    add,
    takeAs,
    pick: defineAction({ validate: () => undefined, run: async () => add(await pickFiles()) }),
    pickNamed: async (search) => add(await pickFiles(search)),
    async addPasted(paths) {
      try {
        await grant(paths);
        if (paths.every((path) => store.rows.some((row) => row.path === path))) notices.tell(imagesText.alreadyListed);
        await add(paths);
      } catch (thrown) {
        notices.showError(thrown);
      }
    },
    async lookAgain(id) {
      const row = store.find(id);
      if (!row) return;
      // What was no image when it was opened is remembered from now on, if it is one.
      await (row.entry ? looks.refresh(id) : looks.open(id));
      announce(imagesText.lookedAgain(host.paths.nameOf(row.path)));
    },
    async show(path, format) {
      await router.push({ name: 'images' });
      await add([path]);
      const row = store.rows.find((one) => one.path === path);
      if (row && format !== undefined && mayBeRaw(row)) await takeAs(row.id, format);
    },
  };
}
