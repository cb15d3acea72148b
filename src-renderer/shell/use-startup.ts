import { onMounted } from 'vue';
import { useSources } from '../modules/convert/use-sources.ts';
import { useCatalogueStore } from '../modules/formats/catalogue.store.ts';
import { useAboutStore } from './about.store.ts';
import { useNotices } from './notices.ts';

/** Learns what the window needs to know once, and lists the images that the program was started with. */
export function useStartup(): void {
  const host = useAboutStore();
  const catalogue = useCatalogueStore();
  const sources = useSources();
  const notices = useNotices();

  onMounted(async () => {
    try {
      const [{ openedPaths }] = await Promise.all([host.load(), catalogue.load()]);
      if (openedPaths.length > 0) await sources.add(openedPaths);
    } catch (thrown) {
      notices.showError(thrown);
    }
  });
}
