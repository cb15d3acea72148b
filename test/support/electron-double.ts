import { EventEmitter } from 'node:events';
import { AppDouble } from './electron-double/application.ts';
import { WebContentsDouble } from './electron-double/page.ts';
import { ProtocolDouble, SessionDouble } from './electron-double/session.ts';

/**
 * A double of the `electron` module for `vi.mock`: not its windows, but its manners. What crosses between processes is cloned and
 * arrives later, what crosses between worlds is copied and frozen, handlers that are not set allow everything, and what
 * may not be done before or after Electron is ready throws. What a person would do is a method or a queue of answers.
 */
export const app = new AppDouble();
export const protocol = new ProtocolDouble(() => app.isReady());
export const session = { defaultSession: new SessionDouble(protocol) };
export const nativeTheme = { shouldUseDarkColors: false };
export { ipcMain } from './electron-double/page.ts';

/** Answers that a person will give, in order; without one, dialogs are cancelled. */
export const answers = {
  files: [] as string[][],
  saves: [] as string[],
  buttons: [] as number[],
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
  showMessageBox(...values: unknown[]) {
    const options = optionsOf(values);
    shown.push({ what: 'message', options });
    return Promise.resolve({ response: answers.buttons.shift() ?? (options['cancelId'] as number) });
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

export class BrowserWindow extends EventEmitter {
  static readonly all: BrowserWindow[] = [];
  readonly options: Readonly<Record<string, unknown>>;
  readonly webContents = new WebContentsDouble((url) => protocol.originOf(url));
  isVisible = false;
  focused = 0;
  minimized = false;

  constructor(options: Readonly<Record<string, unknown>>) {
    super();
    if (!app.isReady()) throw new Error('Cannot create BrowserWindow before app is ready');
    this.options = options;
    BrowserWindow.all.push(this);
  }

  async loadURL(url: string): Promise<void> {
    const { status } = await protocol.fetch(url);
    if (status !== 200) throw new Error('net::ERR_FAILED');
    this.webContents.commit(url);
    this.emit('ready-to-show');
  }

  show(): void {
    this.isVisible = true;
  }

  focus(): void {
    this.focused += 1;
  }

  isMinimized(): boolean {
    return this.minimized;
  }

  restore(): void {
    this.minimized = false;
  }

  isDestroyed(): boolean {
    return this.webContents.isDestroyed();
  }

  destroy(): void {
    BrowserWindow.all.splice(BrowserWindow.all.indexOf(this), 1);
    this.webContents.destroy();
    this.emit('closed');
    if (BrowserWindow.all.length === 0) app.emit('window-all-closed');
  }
}
