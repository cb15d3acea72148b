import { AppDouble } from './electron-double/application.ts';
import { WebContentsDouble } from './electron-double/page.ts';
import { ProtocolDouble, SessionDouble } from './electron-double/session.ts';
import {
  NativeThemeDouble,
  NotificationDouble,
  PowerMonitorDouble,
  PowerSaveBlockerDouble,
  ScreenDouble,
} from './electron-double/system.ts';
import { WindowDouble } from './electron-double/window.ts';

/**
 * A double of the `electron` module for `vi.mock`: not its windows, but its manners. What crosses between processes is cloned and
 * arrives later, what crosses between worlds is copied and frozen, handlers that are not set allow everything, and what
 * may not be done before or after Electron is ready throws. What a person would do is a method or a queue of answers.
 */
export const app = new AppDouble();
export const protocol = new ProtocolDouble(() => app.isReady());
export const session = { defaultSession: new SessionDouble(protocol) };
export const nativeTheme = new NativeThemeDouble();
export const screen = new ScreenDouble(() => app.isReady());
export const powerMonitor = new PowerMonitorDouble();
export const powerSaveBlocker = new PowerSaveBlockerDouble();
export { NotificationDouble as Notification };
export { ipcMain } from './electron-double/page.ts';

/** Answers that a person will give, in order; without one, dialogs are cancelled. */
export const answers = {
  files: [] as string[][],
  saves: [] as string[],
  buttons: [] as (number | Promise<number>)[],
};

/** What was shown to the person outside of the page. */
export const shown: { readonly what: string; readonly options: unknown }[] = [];

/** Dialogs take their window first, or none. */
function optionsOf(values: readonly unknown[]): Record<string, unknown> {
  return values.at(-1) as Record<string, unknown>;
}

export const dialog = {
  showOpenDialog(...values: unknown[]) {
    shown.push({ what: 'open', options: optionsOf(values) });
    const filePaths = answers.files.shift();
    return Promise.resolve({ canceled: filePaths === undefined, filePaths: filePaths ?? [] });
  },
  showSaveDialog(...values: unknown[]) {
    shown.push({ what: 'save', options: optionsOf(values) });
    const filePath = answers.saves.shift();
    return Promise.resolve({ canceled: filePath === undefined, filePath: filePath ?? '' });
  },
  /** A signal closes it as if the person had cancelled it. */
  async showMessageBox(...values: unknown[]) {
    const options = optionsOf(values);
    shown.push({ what: 'message', options });
    const cancelled = options['cancelId'] as number;
    const signal = options['signal'] as AbortSignal | undefined;
    const closed = new Promise<number>((resolve) => {
      signal?.addEventListener('abort', () => {
        resolve(cancelled);
      });
    });
    return { response: await Promise.race([answers.buttons.shift() ?? cancelled, closed]) };
  },
  showErrorBox(title: string, content: string) {
    shown.push({ what: 'error', options: { title, content } });
  },
};

export const shell = {
  showItemInFolder(path: string) {
    shown.push({ what: 'folder', options: { path } });
  },
};

/** The template itself, so that tests can read it. */
export const Menu = {
  current: undefined as unknown,
  buildFromTemplate: (template: unknown) => template,
  setApplicationMenu(menu: unknown) {
    Menu.current = menu;
  },
};

export class BrowserWindow extends WindowDouble {
  static readonly all: BrowserWindow[] = [];

  constructor(options: Readonly<Record<string, unknown>>) {
    super(options, new WebContentsDouble((url) => protocol.originOf(url)));
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    BrowserWindow.all.push(this);
  }

  async loadURL(url: string): Promise<void> {
    const { status } = await protocol.fetch(url);
    if (status !== 200) throw new Error('net::ERR_FAILED');
    this.webContents.commit(url);
    this.emit('ready-to-show');
  }

  override destroy(): void {
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    super.destroy();
    if (BrowserWindow.all.length === 0) app.emit('window-all-closed');
  }
}
