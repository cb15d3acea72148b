import { computed, ref } from 'vue';
import type { Settings } from '#shared/model/settings.ts';
import { languageOf, type Language } from '#shared/text/language.ts';

const wished = ref<Settings['language']>('system');

/** The language of the window: the one that was wished for, else the system's where the window speaks it, else English. */
export const language = computed<Language>(() => languageOf(wished.value, navigator.language));

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
