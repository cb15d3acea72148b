import { dialog, type BrowserWindow } from 'electron';
import { desktopWords } from './words.ts';

/** A page that crashes again within this time, in milliseconds, is not reloaded without asking. */
const calm = 60_000;

/**
 * Brings a page back whose process is gone, or that does not respond and whose person will not wait. The jobs do not run in it
 * and go on meanwhile.
 */
export function recoverFromCrashes(window: BrowserWindow, now: () => number = Date.now): void {
  const page = window.webContents;
  let last = Number.NEGATIVE_INFINITY;
  /** Aborts the question whether to wait, when it has answered itself. */
  let question: AbortController | undefined;
  /** The person said that this one should go. */
  let isGivenUp = false;

  page.on('render-process-gone', (_, { reason }) => {
    question?.abort();
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const isRepeated = now() - last < calm && !isGivenUp;
    last = now();
    isGivenUp = false;
    if (isRepeated) void askToReload(window, reason);
    else page.reload();
  });

  page.on('unresponsive', () => {
    if (question) return;
    question = new AbortController();
    void askToWait(window, question.signal).then((waits) => {
      question = undefined;
      if (waits || window.isDestroyed()) return;
      isGivenUp = true;
      page.forcefullyCrashRenderer();
    });
  });
  page.on('responsive', () => question?.abort());
}

async function askToReload(window: BrowserWindow, reason: string): Promise<void> {
  const { title, detail, reload, close } = desktopWords().crash;
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: title,
    detail: detail(reason),
    buttons: [reload, close],
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else window.destroy();
}

/** Whether to wait on; also when the page came back meanwhile. */
async function askToWait(window: BrowserWindow, signal: AbortSignal): Promise<boolean> {
  const { title, detail, wait, reload } = desktopWords().unresponsive;
  const { response } = await dialog.showMessageBox(window, {
    type: 'warning',
    message: title,
    detail,
    buttons: [wait, reload],
    defaultId: 0,
    cancelId: 0,
    signal,
  });
  return response === 0 || signal.aborted;
}
