import { themes, type Settings } from '#shared/model/settings.ts';
import { recall, remember } from './recall.ts';

type Theme = Settings['theme'];

let chosen: Theme = 'system';

/** Shows the theme of the last time, before the first picture; where it is the system's, the window follows the system. */
export function startTheme(): void {
  chosen = recall('theme', themes) ?? 'system';
  darkSystem().addEventListener('change', apply);
  apply();
}

/** Shows a theme at once, and at the next start from the first picture on. */
export function chooseTheme(theme: Theme): void {
  chosen = theme;
  remember('theme', theme);
  apply();
}

function apply(): void {
  const isDark = chosen === 'system' ? darkSystem().matches : chosen === 'dark';
  document.documentElement.classList.toggle('dark', isDark);
}

function darkSystem(): MediaQueryList {
  return matchMedia('(prefers-color-scheme: dark)');
}
