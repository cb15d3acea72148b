import { onMounted, watch } from 'vue';
import { toDiskError } from '#shared/errors.ts';
import { useBackend } from '../backend/client.ts';
import { useCatalogueStore } from '../modules/formats/catalogue.store.ts';
import { useImages } from '../modules/images/use-images.ts';
import { useAboutStore } from './about.store.ts';
import { useNotices } from './notices.ts';

/** Learns what the window needs to know once, and opens the images that the program was started with. */
export function useStartup(): void {
  const { status } = useBackend();
  const host = useAboutStore();
  const catalogue = useCatalogueStore();
  const images = useImages();
  const notices = useNotices();
  let isBegun = false;

  async function begin(): Promise<void> {
    const [{ openedPaths }] = await Promise.all([host.load(), catalogue.load()]);
    if (isBegun) return;
    isBegun = true;
    if (openedPaths.length > 0) await images.add(openedPaths);
  }

  async function beginUnlessLost(): Promise<void> {
    try {
      await begin();
    } catch (thrown) {
      // A connection that is lost meanwhile is told by the frame. Once there is another, what is still missing is asked for again.
      if (toDiskError(thrown).reason !== 'rpc.closed') notices.showError(thrown);
    }
  }

  onMounted(() => {
    watch(status, (now) => now === 'online' && void beginUnlessLost(), { immediate: true });
  });
}
