import { powerMonitor, type BrowserWindow } from 'electron';
import type { JobCounts } from './job-counts.ts';

/** What the end of a session has to look after. */
export interface SessionEndParts {
  readonly jobs: () => JobCounts;
  /** Ends the program in order, as far as there is time for it. What is not done by then, the history shows as interrupted. */
  readonly leave: () => Promise<void>;
}

/**
 * Leaves, without a question, when the system shuts down or ends the program. Electron must be ready.
 *
 * macOS is not among those: it asks each program to quit, waits for the answer, and lets the person stay; and Electron's
 * `shutdown` comes there with every Quit from the dock, too.
 */
export function leaveWithSession(leave: () => Promise<void>): void {
  const goNow = () => void leave();
  if (process.platform === 'linux') {
    powerMonitor.on('shutdown', (event?: { preventDefault(): void }) => {
      // Asks the system for the seconds that it grants.
      event?.preventDefault();
      goNow();
    });
  }
  // Desktops end programs like this at a logout, as does everyone who means it: nobody is there to answer a question.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, goNow);
}

/**
 * On Windows, which tells windows, jobs under way keep a session from ending: Windows names Platter and asks the person, whose
 * "anyway" is final.
 */
export function leaveWithWindowsSession(window: BrowserWindow, { jobs, leave }: SessionEndParts): void {
  window.on('query-session-end', (event) => {
    if (jobs().unfinished > 0 && !event.reasons.includes('critical')) event.preventDefault();
  });
  window.on('session-end', () => void leave());
}
