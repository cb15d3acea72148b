import { useInspect } from '../files/use-inspect.ts';
import { usePick } from '../files/use-pick.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { useNotices } from '../../shell/notices.ts';
import { convertText } from '../../text/convert.ts';
import { useConvertStore } from './convert.store.ts';

export interface Sources {
  /** Asks for files and adds them. `search` is what the window's own picker looks for at first. */
  readonly pick: Action;
  readonly pickNamed: (search: string) => Promise<void>;
  /** Adds files that were granted already; `format` where the person has said what they are. */
  readonly add: (paths: readonly string[], format?: string) => Promise<void>;
  /** Adds files by paths that a person pasted. */
  readonly addPasted: (paths: readonly string[]) => Promise<void>;
  /** Looks at a file again, which may have been let go meanwhile. */
  readonly lookAgain: (id: string) => Promise<void>;
  /** Looks at a file again, as what the person says it is. */
  readonly takeAs: (id: string, format: string) => Promise<void>;
}

/** How images get into the list, and what is found out about each. */
export function useSources(): Sources {
  const look = useInspect();
  const store = useConvertStore();
  const notices = useNotices();
  const { pickFiles, grant } = usePick();

  async function inspect(id: string): Promise<void> {
    const row = store.rows.find((one) => one.id === id);
    if (!row) return;
    store.change(id, { image: await look(row.path, row.sourceFormat) });
  }

  async function add(paths: readonly string[], format?: string): Promise<void> {
    const added = store.add(paths, format);
    if (added.length === 0 && paths.length > 0) notices.tell(convertText.alreadyListed);
    await Promise.all(added.map(({ id }) => inspect(id)));
  }

  return {
    add,
    pick: defineAction({ validate: () => undefined, run: async () => add(await pickFiles()) }),
    pickNamed: async (search) => add(await pickFiles(search)),
    async addPasted(paths) {
      try {
        await grant(paths);
        await add(paths);
      } catch (thrown) {
        notices.showError(thrown);
      }
    },
    lookAgain: inspect,
    async takeAs(id, format) {
      store.change(id, { sourceFormat: format, image: { kind: 'waiting' }, target: { kind: 'waiting' } });
      await inspect(id);
    },
  };
}
