/** Items of menus that Electron fills in by itself, as its roles are called. */
export type MenuRole =
  | 'about'
  | 'services'
  | 'hide'
  | 'hideOthers'
  | 'unhide'
  | 'quit'
  | 'recentDocuments'
  | 'clearRecentDocuments'
  | 'close'
  | 'undo'
  | 'redo'
  | 'cut'
  | 'copy'
  | 'paste'
  | 'pasteAndMatchStyle'
  | 'delete'
  | 'selectAll'
  | 'resetZoom'
  | 'zoomIn'
  | 'zoomOut'
  | 'togglefullscreen'
  | 'reload'
  | 'toggleDevTools'
  | 'minimize'
  | 'zoom'
  | 'front';

/** What the desktop program says outside of its page: in menus, dialogs and notifications. */
export const desktopText = {
  name: 'Platter',
  cannotStart: 'Platter cannot start',
  /** The menus with the letter, after `&`, that opens them with Alt. */
  menus: {
    file: '&File',
    edit: '&Edit',
    image: '&Image',
    jobs: '&Jobs',
    go: '&Go',
    view: '&View',
    window: '&Window',
    help: '&Help',
  },
  dialogs: {
    images: 'Choose images',
    folder: 'Choose a folder',
    save: 'Save as',
    kinds: { images: 'Disk images', all: 'All files' },
  },
  quit: {
    title: (unfinished: number, paused: number): string => {
      if (unfinished === 1) return paused === 1 ? 'A job is paused.' : 'A job is still running.';
      if (paused === unfinished) return `${String(unfinished)} jobs are paused.`;
      const rest = `${String(unfinished)} jobs are still running`;
      return paused === 0 ? `${rest}.` : `${rest}; ${String(paused)} of them ${paused === 1 ? 'is' : 'are'} paused.`;
    },
    detail: (unfinished: number): string =>
      unfinished === 1
        ? 'Quitting cancels it and removes the files it has not finished. Images that it only reads are unchanged.'
        : 'Quitting cancels them and removes the files they have not finished. Images that they only read are unchanged.',
    stay: 'Keep running',
    quit: 'Quit',
  },
  crash: {
    title: 'The window stopped working twice in a minute.',
    detail: (reason: string): string => `Jobs go on without it. Reason: ${reason}.`,
    reload: 'Reload',
    close: 'Close',
  },
  unresponsive: {
    title: 'The window does not respond.',
    detail: 'Jobs go on without it. Loading it again loses nothing but what was typed and not yet started.',
    wait: 'Wait',
    reload: 'Load again',
  },
  queueEnd: {
    one: { done: (name: string): string => `Done: ${name}`, failed: (name: string): string => `Failed: ${name}` },
    many: {
      done: (count: number): string => `${String(count)} jobs are done`,
      failed: (count: number): string => `${String(count)} jobs failed`,
      mixed: (done: number, failed: number): string =>
        `${String(done)} ${done === 1 ? 'job is' : 'jobs are'} done, ${String(failed)} failed`,
    },
    noneLeft: 'No job is left.',
    seeWhy: 'No job is left. The Jobs page says what went wrong.',
  },
  stalled: {
    title: (name: string): string => `Needs you: ${name}`,
    noSpace: 'There is no room left where the job writes. Free some space there, then resume it.',
    other: 'The job waits until something is solved. The Jobs page says what it is.',
  },
} as const;
