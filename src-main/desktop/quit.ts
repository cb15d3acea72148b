import { app, dialog, type BrowserWindow } from 'electron';
import type { Board } from '../core/jobs/board.ts';

/** What quitting has to look after. */
export interface QuitParts {
  readonly board: Board;
  readonly window: () => BrowserWindow | undefined;
  /** Called when the person decided to stay; the last window may be closed already. */
  readonly stay: () => void;
}

/**
 * Quits in order: asks while jobs are under way, and leaves only when each has ended and removed what it had not finished.
 */
export function guardQuit({ board, window, stay }: QuitParts): void {
  let phase: 'open' | 'asking' | 'leaving' = 'open';

  async function leave(): Promise<void> {
    const unfinished = await countUnfinished(board);
    if (unfinished > 0 && !(await confirm(window(), unfinished))) {
      phase = 'open';
      stay();
      return;
    }
    phase = 'leaving';
    await board.close();
    app.exit();
  }

  app.on('before-quit', (event) => {
    // Electron waits for no promise: quitting is called off here, and done with app.exit() when all is clean.
    event.preventDefault();
    if (phase !== 'open') return;
    phase = 'asking';
    void leave();
  });
}

async function countUnfinished(board: Board): Promise<number> {
  for await (const jobs of board.watch(new AbortController().signal))
    return jobs.filter(({ endedAt }) => endedAt === undefined).length;
  return 0;
}

async function confirm(window: BrowserWindow | undefined, jobs: number): Promise<boolean> {
  const options = {
    type: 'question' as const,
    message: jobs === 1 ? 'A job is still running.' : `${jobs} jobs are still running.`,
    detail: 'Quitting cancels them and removes what they have not finished. Their sources are unchanged.',
    buttons: ['Keep running', 'Quit'],
    defaultId: 0,
    cancelId: 0,
  };
  const { response } = await (window ? dialog.showMessageBox(window, options) : dialog.showMessageBox(options));
  return response === 1;
}
