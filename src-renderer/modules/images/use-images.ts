import { useRouter } from 'vue-router';
import { defineAction, type Action } from '../../shell/action.ts';
import { useNotices } from '../../shell/notices.ts';
import { imagesText } from '../../text/images.ts';
import { usePick } from '../files/use-pick.ts';
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
  /** Looks at an image again, because it has changed. */
  readonly refresh: (id: string) => Promise<void>;
  /** Goes to the page with this image selected. */
  readonly show: (path: string) => Promise<void>;
}

/** How images get into the list. */
export function useImages(): Images {
  const router = useRouter();
  const store = useImagesStore();
  const looks = useLooksStore();
  const notices = useNotices();
  const { pickFiles, grant } = usePick();

  async function add(paths: readonly string[]): Promise<void> {
    await Promise.all(store.add(paths).map(({ id }) => looks.open(id)));
  }

  return {
    add,
    refresh: looks.refresh,
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
    async takeAs(id, format) {
      store.change(id, { sourceFormat: format, image: { kind: 'waiting' } });
      await looks.open(id);
    },
    async show(path) {
      await router.push({ name: 'images' });
      await add([path]);
    },
  };
}
