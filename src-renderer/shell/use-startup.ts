import { onMounted } from 'vue';
import { useCatalogueStore } from '../modules/formats/catalogue.store.ts';
import { useImages } from '../modules/images/use-images.ts';
import { useAboutStore } from './about.store.ts';
import { useNotices } from './notices.ts';

/** Learns what the window needs to know once, and opens the images that the program was started with. */
export function useStartup(): void {
  const host = useAboutStore();
  const catalogue = useCatalogueStore();
  const images = useImages();
  const notices = useNotices();

  onMounted(async () => {
    try {
      const [{ openedPaths }] = await Promise.all([host.load(), catalogue.load()]);
      if (openedPaths.length > 0) await images.add(openedPaths);
    } catch (thrown) {
      notices.showError(thrown);
    }
  });
}
