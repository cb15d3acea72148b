import { BrowserWindow, nativeTheme } from 'electron';

/** The page's own background, so that nothing flashes before it is drawn. Kept in step with src-renderer/theme.css. */
const background = { light: '#ffffff', dark: '#14161b' };

/** What a window shows, and the script that runs before it. */
export interface WindowParts {
  readonly url: string;
  /** The path of the preload script. */
  readonly preload: string;
}

/** Opens Platter's window, which shows itself once its page is drawn. The page runs sandboxed, in a world of its own. */
export function openWindow({ url, preload }: WindowParts): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Platter',
    width: 1120,
    height: 760,
    minWidth: 480,
    minHeight: 360,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      nodeIntegrationInWorker: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  });
  window.once('ready-to-show', () => {
    window.show();
  });
  // A page that cannot be loaded shows Chromium's own message; there is nothing to add.
  window.loadURL(url).catch(() => {
    window.show();
  });
  return window;
}
