import { computed, ref } from 'vue';
import type { Settings } from '#shared/model/settings.ts';

/** The languages the window speaks. */
export type Language = Exclude<Settings['language'], 'system'>;

const wished = ref<Settings['language']>('system');

/** The language of the window: the one that was wished for, else the system's where the window speaks it, else English. */
export const language = computed<Language>(() => {
  if (wished.value !== 'system') return wished.value;
  return navigator.language.toLowerCase().startsWith('de') ? 'de' : 'en';
});

/**
 * The way dates and times are written: that of the person's system where its language is that of the window, since there is more
 * than one way in a language, else that of the language.
 */
export const locale = computed(
  () => navigator.languages.find((one) => one.toLowerCase().startsWith(language.value)) ?? language.value,
);

/** Chooses the language of the window; all text on the page follows at once. */
export function chooseLanguage(wish: Settings['language']): void {
  wished.value = wish;
}
