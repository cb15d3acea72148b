import { onBeforeUnmount, onMounted, ref, watch } from 'vue';
import { isDue, type ImageRow } from './image-row.ts';
import { useLooksStore } from './looks.store.ts';

/** Looks at a remembered image as soon as its row comes into sight, so that a long list opens no file that nobody sees. */
export function useLookInSight(element: () => HTMLElement | null, row: () => ImageRow): void {
  const looks = useLooksStore();
  const isInSight = ref(false);
  const observer = new IntersectionObserver((entries) => {
    isInSight.value = entries.some(({ isIntersecting }) => isIntersecting);
  });

  watch(
    () => isInSight.value && isDue(row()),
    (isWanted) => {
      if (isWanted) void looks.visitInTurn(row().id);
    },
  );
  onMounted(() => {
    const shown = element();
    if (shown) observer.observe(shown);
  });
  onBeforeUnmount(() => {
    observer.disconnect();
  });
}
