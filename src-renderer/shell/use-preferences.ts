import { watch, watchEffect } from 'vue';
import { languages } from '#shared/model/settings.ts';
import { chooseLanguage, language } from '../text/language.ts';
import { settingsText } from '../text/settings.ts';
import { useNotices } from './notices.ts';
import { recall, remember } from './recall.ts';
import { useSettingsStore } from './settings.store.ts';
import { chooseTheme } from './theme.ts';

/** Lets the window look and speak as the settings say, now and whenever they change, and tells what befell their file. */
export function usePreferences(): void {
  const settings = useSettingsStore();
  const notices = useNotices();

  chooseLanguage(recall('language', languages) ?? 'system');
  watchEffect(() => {
    document.documentElement.lang = language.value;
  });
  watchEffect(() => {
    // Until then, those of the last time are better than the usual ones.
    if (!settings.isKnown) return;
    chooseTheme(settings.values.theme);
    chooseLanguage(settings.values.language);
    remember('language', settings.values.language);
  });
  watch(
    () => settings.notice?.message,
    () => {
      if (settings.notice) notices.warn(settingsText.notice, settings.notice);
    },
    { immediate: true },
  );
}
