import { readonly, ref, shallowRef, type Ref, type ShallowRef } from 'vue';
import type { Api } from '#shared/contract/index.ts';
import { toDiskError, toWire, type WireError } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';

export type Listing = Awaited<ReturnType<Api['shell']['listFolder']>>;

/** What came of the wish to see a folder: `overtaken` when another one was asked for meanwhile. */
export type Showing = 'shown' | 'refused' | 'overtaken';

export interface Folder {
  readonly listing: Readonly<ShallowRef<Listing | undefined>>;
  readonly problem: Readonly<ShallowRef<WireError | undefined>>;
  readonly isLoading: Readonly<Ref<boolean>>;
  /** Shows a folder; the home folder when none is named. Unless it is shown, the old one stays. */
  readonly show: (path: string | undefined) => Promise<Showing>;
}

/** The folder that the window's own picker shows. */
export function useFolder(): Folder {
  const backend = useBackend();
  const host = useAboutStore();
  const listing = shallowRef<Listing>();
  const problem = shallowRef<WireError>();
  const isLoading = ref(false);
  let latest = 0;

  async function show(path: string | undefined): Promise<Showing> {
    const request = ++latest;
    isLoading.value = true;
    try {
      const wanted = path ?? (await host.load()).homeFolder;
      const shown = await (await backend.api()).shell.listFolder({ path: wanted });
      if (request !== latest) return 'overtaken';
      listing.value = shown;
      problem.value = undefined;
      return 'shown';
    } catch (thrown) {
      if (request !== latest) return 'overtaken';
      problem.value = toWire(toDiskError(thrown));
      return 'refused';
    } finally {
      if (request === latest) isLoading.value = false;
    }
  }

  return { listing, problem, isLoading: readonly(isLoading), show };
}
