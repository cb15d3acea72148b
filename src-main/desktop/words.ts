import { app } from 'electron';
import type { Settings } from '#shared/model/settings.ts';
import { commandWords as englishCommands } from '#shared/text/commands.ts';
import { commandWords as germanCommands } from '#shared/text/de/commands.ts';
import { desktopText as german, menuRoles } from '#shared/text/de/desktop.ts';
import { desktopText as english, type MenuRole } from '#shared/text/desktop.ts';
import { languageOf, type Language } from '#shared/text/language.ts';
import type { Translation } from '#shared/text/translation.ts';

let language: Language = 'en';

/**
 * Chooses the language of menus, dialogs and notifications: that of the page, which goes by the same wish and the same locale.
 * True when it is another one than before. Electron has to be ready.
 */
export function chooseLanguage({ language: wish }: Pick<Settings, 'language'>): boolean {
  const before = language;
  language = languageOf(wish, app.getLocale());
  return language !== before;
}

/** What is said outside of the page. */
export function desktopWords(): Translation<typeof english> {
  return language === 'de' ? german : english;
}

/** What an item is called that Electron does by itself; undefined in English, where Electron knows how each system calls it. */
export function roleName(role: MenuRole): string | undefined {
  return language === 'de' ? menuRoles[role] : undefined;
}

/** The names of commands. */
export function commandNames(): Translation<typeof englishCommands> {
  return language === 'de' ? germanCommands : englishCommands;
}
