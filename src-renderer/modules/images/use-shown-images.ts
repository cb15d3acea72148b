import { computed, type ComputedRef } from 'vue';
import { useAboutStore } from '../../shell/about.store.ts';
import { useCatalogueStore } from '../formats/catalogue.store.ts';
import { factsOf, isMissing, type ImageRow } from './image-row.ts';
import { useImagesStore } from './images.store.ts';
import { inOrder } from './list-order.ts';

/** From so many images on, a person looks for one by its name rather than with their eyes. */
const searchedFrom = 9;

export interface ShownImages {
  /** What the search leaves of the list, in the order that was chosen. */
  readonly rows: ComputedRef<readonly ImageRow[]>;
  /** True for a list that is long enough to be searched. */
  readonly isLong: ComputedRef<boolean>;
  readonly missing: ComputedRef<readonly ImageRow[]>;
}

/** The list as the page shows it. */
export function useShownImages(): ShownImages {
  const store = useImagesStore();
  const host = useAboutStore();
  const catalogue = useCatalogueStore();

  const isLong = computed(() => store.rows.length >= searchedFrom);
  /** What the list grows too short for does not go on leaving images out unseen. */
  const wanted = computed(() => (isLong.value ? store.search.trim().toLowerCase() : ''));
  function matches(row: ImageRow): boolean {
    const facts = factsOf(row);
    return [row.path, facts ? catalogue.inWords(facts) : ''].some((text) => text.toLowerCase().includes(wanted.value));
  }

  return {
    isLong,
    rows: computed(() => inOrder(store.rows.filter(matches), store.order, (path) => host.paths.nameOf(path))),
    missing: computed(() => store.rows.filter(isMissing)),
  };
}
