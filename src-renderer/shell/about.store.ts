import { defineStore } from 'pinia';
import { computed, shallowRef } from 'vue';
import type { Api } from '#shared/contract/index.ts';
import { askUntilAnswered } from '../backend/ask.ts';
import { useBackend } from '../backend/client.ts';
import { createPaths } from '../modules/files/paths.ts';

export type About = Awaited<ReturnType<Api['shell']['about']>>;

/** Which host the window runs in, asked once. */
export const useAboutStore = defineStore('about', () => {
  const backend = useBackend();
  const about = shallowRef<About>();
  let asking: Promise<About> | undefined;

  async function ask(): Promise<About> {
    try {
      about.value = await askUntilAnswered(backend, ({ shell }) => shell.about({}));
      return about.value;
    } finally {
      asking = undefined;
    }
  }

  /** What is known of the host; waits for the connection if need be. It is asked once, also when several want to know at the same time. */
  async function load(): Promise<About> {
    if (about.value) return about.value;
    asking ??= ask();
    return asking;
  }

  const isDesktop = computed(() => about.value?.host === 'desktop');
  /** How paths are taken apart on the machine that holds the images. */
  const paths = computed(() => createPaths(about.value?.separator ?? '/'));
  return { about, isDesktop, paths, load };
});
