/** Words of the window's own file picker. */
export const filesText = {
  title: { files: 'Add disk images', folder: 'Choose a folder' },
  explain: {
    files: 'These are the files of the computer that Platter runs on.',
    folder: 'These are the folders of the computer that Platter runs on.',
  },
  path: 'Path',
  pathHint: 'Type or paste a path',
  go: 'Go',
  up: 'Up',
  home: 'Home',
  search: 'Search in this folder',
  showHidden: 'Hidden files',
  list: 'Content of the folder',
  empty: 'This folder is empty.',
  noFolders: 'There are no folders in this folder.',
  noMatch: (search: string) => `Nothing here has “${search}” in its name.`,
  more: (count: number) => `${String(count)} more are not shown. Search to narrow the list.`,
  cancel: 'Cancel',
  pick: {
    files: (count: number) => (count <= 1 ? 'Add file' : `Add ${String(count)} files`),
    folder: 'Use this folder',
  },
  selected: (count: number) => (count === 0 ? 'Nothing selected' : `${String(count)} selected`),
} as const;
