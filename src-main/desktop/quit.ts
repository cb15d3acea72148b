import { app, dialog, type BrowserWindow } from 'electron';
import type { JobCounts } from './job-counts.ts';
import { desktopWords } from './words.ts';

/** What quitting has to look after. */
export interface QuitParts {
  readonly jobs: () => JobCounts;
  readonly window: () => BrowserWindow | undefined;
  /** Called when the person decided to stay; the last window may be closed already. */
  readonly stay: () => void;
  readonly leave: () => Promise<void>;
}

/** Asks before quitting while jobs are under way, paused ones among them. */
export function guardQuit({ jobs, window, stay, leave }: QuitParts): void {
  let isAsking = false;

  async function ask(): Promise<void> {
    isAsking = true;
    const isSure = await confirm(window(), jobs());
    isAsking = false;
    if (isSure) await leave();
    else stay();
  }

  app.on('before-quit', (event) => {
    // Electron waits for no promise: quitting is called off here, and done with app.exit() when all is clean.
    event.preventDefault();
    if (isAsking) return;
    if (jobs().unfinished > 0) void ask();
    else void leave();
  });
  // A window that is destroyed asks nobody.
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

/** Closing the window is quitting, but on macOS. The question comes while the window and all that was entered in it is still there. */
export function quitWithWindow(window: BrowserWindow): void {
  if (process.platform === 'darwin') return;
  window.on('close', (event) => {
    event.preventDefault();
    app.quit();
  });
}

async function confirm(window: BrowserWindow | undefined, { unfinished, paused }: JobCounts): Promise<boolean> {
  const { title, detail, stay, quit } = desktopWords().quit;
  const options = {
    type: 'question' as const,
    message: title(unfinished, paused),
    detail: detail(unfinished),
    buttons: [stay, quit],
    defaultId: 0,
    cancelId: 0,
  };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 1;
}
