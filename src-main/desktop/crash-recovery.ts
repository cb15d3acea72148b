import { dialog, type BrowserWindow } from 'electron';

/** A page that crashes again within this time, in milliseconds, is not reloaded without asking. */
const calm = 60_000;

/** Brings a page back whose process is gone. The jobs do not run in it and go on meanwhile. */
export function recoverFromCrashes(window: BrowserWindow, now: () => number = Date.now): void {
  let last = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_, { reason }) => {
    if (reason === 'clean-exit' || window.isDestroyed()) return;
    const isRepeated = now() - last < calm;
    last = now();
    if (isRepeated) void askToReload(window, reason);
    else window.webContents.reload();
  });
}

async function askToReload(window: BrowserWindow, reason: string): Promise<void> {
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: 'The window stopped working twice in a minute.',
    detail: `Jobs go on without it. Reason: ${reason}.`,
    buttons: ['Reload', 'Close'],
    cancelId: 1,
  });
  if (window.isDestroyed()) return;
  if (response === 0) window.webContents.reload();
  else window.destroy();
}
