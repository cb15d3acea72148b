import { screen, type BrowserWindow } from 'electron';
import { recoverFromCrashes } from './crash-recovery.ts';
import { acceptPage, type PageListener } from './ipc-connection.ts';
import { confine } from './navigation.ts';
import type { PageSource } from './page-source.ts';
import { keepBackground } from './theme.ts';
import { openWindow } from './window.ts';
import type { WindowMemory } from './window-memory.ts';
import { openingOf, type Bounds } from './window-place.ts';

/** What the windows are made of. */
export interface MainWindowParts {
  readonly source: PageSource;
  readonly memory: WindowMemory;
  readonly listener: PageListener;
  /** Called with each window, before its page is loaded. */
  readonly onOpen: (window: BrowserWindow) => void;
}

/** The window of the program: one, or none before the start is over and while it is closed. */
export interface MainWindow {
  readonly current: () => BrowserWindow | undefined;
  /** Opens the first one. Electron must be ready. */
  readonly open: (parts: MainWindowParts) => void;
  /** Brings it forward, or opens it again. Does nothing before the first one was opened. */
  readonly show: () => void;
}

export function createMainWindow(): MainWindow {
  let parts: MainWindowParts | undefined;
  let window: BrowserWindow | undefined;

  function show(): void {
    if (window) bringForward(window);
    else if (parts) {
      window = openFrom(parts);
      window.on('closed', () => (window = undefined));
    }
  }

  return {
    current: () => window,
    open(given) {
      parts = given;
      show();
    },
    show,
  };
}

function openFrom({ source, memory, listener, onOpen }: MainWindowParts): BrowserWindow {
  const { place } = memory;
  const isMaximized = place?.isMaximized ?? false;
  const window = openWindow({ source, opening: openingOf(place, workAreas()), isMaximized });
  confine(window.webContents, source.origin);
  recoverFromCrashes(window);
  acceptPage(window.webContents, source.origin, listener);
  memory.watch(window);
  keepBackground(window);
  onOpen(window);
  return window;
}

/** Of the main display first. */
function workAreas(): Bounds[] {
  return [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
}

function bringForward(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore();
  window.focus();
}
