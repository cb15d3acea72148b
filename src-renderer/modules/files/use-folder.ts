import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Api } from '#shared/contract/index.ts';
import { toDiskError } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { errorInWords } from '../../text/errors.ts';

export type Listing = Awaited<ReturnType<Api['shell']['listFolder']>>;

export interface Folder {
  readonly listing: Readonly<ShallowRef<Listing | undefined>>;
  readonly problem: Readonly<Ref<string | undefined>>;
  readonly isLoading: Readonly<Ref<boolean>>;
  /** Shows a folder; the home folder when none is named. True when it could be shown; else the old one stays. */
  readonly show: (path: string | undefined) => Promise<boolean>;
}

/** The folder that the window's own picker shows. */
export function useFolder(): Folder {
  const backend = useBackend();
  const host = useAboutStore();
  const listing = shallowRef<Listing>();
  const problem = ref<string>();
  const isLoading = ref(false);
  let latest = 0;

  async function show(path: string | undefined): Promise<boolean> {
    const request = ++latest;
    isLoading.value = true;
    try {
      const wanted = path ?? (await host.load()).homeFolder;
      const shown = await (await backend.api()).shell.listFolder({ path: wanted });
      if (request !== latest) return false;
      listing.value = shown;
      problem.value = undefined;
      return true;
    } catch (thrown) {
      if (request === latest) problem.value = errorInWords(toDiskError(thrown));
      return false;
    } finally {
      if (request === latest) isLoading.value = false;
    }
  }

  return { listing, problem: readonly(problem), isLoading: readonly(isLoading), show };
}
