import path from 'node:path';
import { app, dialog, session, type BrowserWindow } from 'electron';
import { contract, type Services } from '#shared/contract/index.ts';
import { toDiskError } from '#shared/errors.ts';
import { serve } from '#shared/rpc/serve.ts';
import { readRendererFiles } from '../page/renderer-files.ts';
import { createFilePolicy } from '../services/file-policy.ts';
import { createServices } from '../services/index.ts';
import { openPersonData } from '../services/person-data.ts';
import { commandLineAmong, runAsCommandLine } from './cli-mode.ts';
import { recoverFromCrashes } from './crash-recovery.ts';
import { desktopHost } from './desktop-host.ts';
import { acceptPage } from './ipc-connection.ts';
import { setMenu } from './menu.ts';
import { confine, restrictPermissions } from './navigation.ts';
import { pathsAmong } from './opened-paths.ts';
import { originOf, pageUrl } from './own-address.ts';
import { registerScheme, serveWindow } from './protocol.ts';
import { guardQuit } from './quit.ts';
import { openWindow } from './window.ts';

/** In development the page comes from Vite; a packaged program takes no such hint from its environment. */
const url = (app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']) ?? pageUrl;
const origin = originOf(url) ?? pageUrl;
/** The bundle: main, preload and renderer lie in it side by side. */
const bundle = path.join(app.getAppPath(), 'out');

const policy = createFilePolicy();
const openedPaths: string[] = [];
let window: BrowserWindow | undefined;
/** There before the first window is. */
let services: Services | undefined;
let isStarted = false;

/** Grants files that the person opened from outside; the page finds them in `shell.about`. What cannot be granted is left out. */
async function takeOver(paths: readonly string[]): Promise<void> {
  for (const opened of paths) {
    try {
      await policy.grant([opened]);
      openedPaths.push(opened);
    } catch {
      // A name that leads nowhere: the page would only be refused it.
    }
  }
}

/** The first word is the program itself, and in development the second its folder. */
function wordsGiven(words: readonly string[]): readonly string[] {
  return words.slice(app.isPackaged ? 1 : 2);
}

function pathsGiven(words: readonly string[], workingFolder: string): string[] {
  return pathsAmong(wordsGiven(words), workingFolder);
}

function showWindow(): void {
  if (window) {
    if (window.isMinimized()) window.restore();
    window.focus();
    return;
  }
  const opened = openWindow({ url, preload: path.join(bundle, 'preload/preload.cjs') });
  window = opened;
  confine(opened.webContents, origin);
  recoverFromCrashes(opened);
  acceptPage(opened.webContents, origin, {
    onConnection: (connection) => {
      if (services) serve(contract, services, connection);
    },
    onDrop: (dropped) => policy.grant([dropped]),
  });
  opened.on('closed', () => (window = undefined));
}

/** Before the start is over there is no window to bring back, and Electron may not be ready for one. */
function showAgain(): void {
  if (isStarted) showWindow();
}

async function start(): Promise<void> {
  await takeOver(pathsGiven(process.argv, process.cwd()));
  // Only now, as the one instance there is: settings and history belong to it.
  const data = await openPersonData(app.getPath('userData'));
  services = createServices({ ...data, policy, host: desktopHost({ policy, openedPaths, window: () => window }) });
  await app.whenReady();
  restrictPermissions(session.defaultSession, origin);
  if (url === pageUrl) {
    const files = await readRendererFiles(path.join(bundle, 'renderer'));
    serveWindow(session.defaultSession.protocol, files);
  }
  setMenu();
  guardQuit({ board: data.board, window: () => window, stay: showWindow });
  showWindow();
  app.on('activate', showWindow);
  isStarted = true;
}

function failToStart(thrown: unknown): void {
  dialog.showErrorBox('Platter cannot start', toDiskError(thrown).message);
  app.exit(1);
}

const commandLine = commandLineAmong(wordsGiven(process.argv));
if (commandLine) {
  void runAsCommandLine(commandLine);
} else if (app.requestSingleInstanceLock()) {
  app.enableSandbox();
  registerScheme();
  // macOS opens files by this event, the first of them before it is ready.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    void takeOver([file]).then(showAgain);
  });
  app.on('second-instance', (_, words, workingFolder) => {
    void takeOver(pathsGiven(words, workingFolder)).then(showAgain);
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
  // Not awaited: Electron becomes ready only after this module is loaded, so that waiting for that here would never end.
  start().catch(failToStart);
} else {
  app.quit();
}
