import { nativeTheme, type BrowserWindow } from 'electron';
import type { Settings } from '#shared/model/settings.ts';

/** The page's own background, so that nothing flashes before it is drawn. Kept in step with `--ui-bg` of src-renderer/theme.css. */
const background = { light: '#ffffff', dark: '#1b1e25' };

/** The background that fits the theme of now. */
export function backgroundColor(): string {
  return nativeTheme.shouldUseDarkColors ? background.dark : background.light;
}

/** Gives dialogs, menus and the frames of windows the theme that the person chose, as the page has it. */
export function applyTheme({ theme }: Pick<Settings, 'theme'>): void {
  nativeTheme.themeSource = theme;
}

/** Keeps the background of a window in step with the theme, of the system or of the person's choice, as long as there is one. */
export function keepBackground(window: BrowserWindow): void {
  const paint = () => {
    window.setBackgroundColor(backgroundColor());
  };
  nativeTheme.on('updated', paint);
  window.once('closed', () => nativeTheme.off('updated', paint));
}
