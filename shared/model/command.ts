/** The menus of the desktop program that commands stand in, each in sections. The palette groups them by menu as well. */
export const commandMenus = {
  file: [
    ['create-image', 'open-images', 'convert-images'],
    ['save-report', 'save-report-data'],
  ],
  image: [
    ['convert-image', 'check-image', 'repair-image', 'compact-image'],
    ['show-overview', 'show-map', 'show-contents', 'show-chain', 'show-details'],
    ['look-again', 'copy-path', 'show-in-folder', 'remove-image'],
  ],
  jobs: [['start-conversion'], ['pause-jobs', 'resume-jobs'], ['clear-jobs']],
  go: [['go-images', 'go-create', 'go-convert', 'go-jobs'], ['go-settings']],
  view: [
    ['show-palette'],
    ['theme-light', 'theme-dark', 'theme-system'],
    ['language-en', 'language-de', 'language-system'],
  ],
  help: [['show-shortcuts']],
} as const;

export type CommandMenu = keyof typeof commandMenus;

/** Everything that a person can ask of the window by its name. */
export type CommandId = (typeof commandMenus)[CommandMenu][number][number];

/** All commands, in the order of the menus. */
export const commandIds: readonly CommandId[] = Object.values(commandMenus).flat(2);

/** Commands that need a desktop around the window. */
export const desktopCommands: readonly CommandId[] = ['show-in-folder'];

/**
 * The keys of commands, as Electron writes accelerators. The first are those of the desktop program, whose window is its own.
 * A browser keeps many of them for itself and for its person: there only the second ones are taken, and the palette has the rest.
 */
export const accelerators: Readonly<
  Partial<Record<CommandId, { readonly desktop: string; readonly browser?: string }>>
> = {
  'create-image': { desktop: 'CmdOrCtrl+N' },
  'open-images': { desktop: 'CmdOrCtrl+O', browser: 'CmdOrCtrl+O' },
  'convert-images': { desktop: 'CmdOrCtrl+Shift+O' },
  'save-report': { desktop: 'CmdOrCtrl+S', browser: 'CmdOrCtrl+S' },
  'save-report-data': { desktop: 'CmdOrCtrl+Shift+S' },
  'convert-image': { desktop: 'CmdOrCtrl+E' },
  'check-image': { desktop: 'CmdOrCtrl+T' },
  'repair-image': { desktop: 'CmdOrCtrl+Shift+R' },
  'compact-image': { desktop: 'CmdOrCtrl+Shift+K' },
  'show-overview': { desktop: 'CmdOrCtrl+I' },
  'show-map': { desktop: 'CmdOrCtrl+Shift+M' },
  'show-contents': { desktop: 'CmdOrCtrl+Shift+F' },
  'show-chain': { desktop: 'CmdOrCtrl+Shift+A' },
  'show-details': { desktop: 'CmdOrCtrl+Shift+D' },
  // In a browser it is the key that loads the page anew, and all images are looked at again with it.
  'look-again': { desktop: 'F5' },
  'copy-path': { desktop: 'CmdOrCtrl+Shift+C' },
  'show-in-folder': { desktop: 'CmdOrCtrl+Shift+E' },
  'remove-image': { desktop: 'CmdOrCtrl+Shift+Backspace' },
  'start-conversion': { desktop: 'CmdOrCtrl+Enter', browser: 'CmdOrCtrl+Enter' },
  'pause-jobs': { desktop: 'CmdOrCtrl+P' },
  'resume-jobs': { desktop: 'CmdOrCtrl+Shift+P' },
  'clear-jobs': { desktop: 'CmdOrCtrl+L' },
  'show-palette': { desktop: 'CmdOrCtrl+K', browser: 'CmdOrCtrl+K' },
  'go-images': { desktop: 'CmdOrCtrl+1' },
  'go-create': { desktop: 'CmdOrCtrl+2' },
  'go-convert': { desktop: 'CmdOrCtrl+3' },
  'go-jobs': { desktop: 'CmdOrCtrl+4' },
  'go-settings': { desktop: 'CmdOrCtrl+,' },
  'show-shortcuts': { desktop: 'CmdOrCtrl+/', browser: 'CmdOrCtrl+/' },
};

/** What the program around the window asks of its page. */
export type WindowRequest =
  | { readonly kind: 'command'; readonly command: CommandId }
  /** Files given by the desktop, already granted. */
  | { readonly kind: 'open'; readonly paths: readonly string[] };
