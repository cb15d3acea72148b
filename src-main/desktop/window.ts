import { BrowserWindow } from 'electron';
import { desktopText } from '#shared/text/desktop.ts';
import type { PageSource } from './page-source.ts';
import { backgroundColor } from './theme.ts';
import { smallestWindow, type Opening } from './window-place.ts';

/** What a window shows, and the script that runs before it. */
export interface WindowParts {
  readonly source: PageSource;
  readonly opening: Opening;
  readonly isMaximized: boolean;
}

/** Opens Platter's window, which shows itself once its page is drawn. The page runs sandboxed, in a world of its own. */
export function openWindow({ source, opening, isMaximized }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    title: desktopText.name,
    ...opening,
    minWidth: smallestWindow.width,
    minHeight: smallestWindow.height,
    show: false,
    backgroundColor: backgroundColor(),
    webPreferences: {
      preload: source.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      disableDialogs: true,
      spellcheck: false,
    },
  });
  const show = () => {
    // This shows a window too, so it has to wait.
    if (isMaximized) window.maximize();
    window.show();
  };
  window.once('ready-to-show', show);
  // A page that cannot be loaded shows Chromium's own message; there is nothing to add.
  window.loadURL(source.url).catch(() => {
    if (!window.isDestroyed()) show();
  });
  return window;
}
