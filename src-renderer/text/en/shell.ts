/** Words of the frame around the pages. */
export const shellText = {
  product: 'Platter',
  navigation: 'Pages',
  skipToContent: 'Skip to the page',
  pages: { images: 'Images', create: 'Create', convert: 'Convert', jobs: 'Jobs', settings: 'Settings' },
  titleOf: (page: string) => `${page} – Platter`,
  jobsActive: (count: number) => `${String(count)} running or waiting`,
  jobsStalled: (count: number) => (count === 1 ? 'one needs you' : `${String(count)} need you`),
  version: (version: string) => `Version ${version}`,
  didNotWork: 'That did not work',
  notification: 'Notification',
  notifications: (keys: string) => `Notifications (${keys})`,
  numberField: 'Number field',
  details: 'Details',
  code: 'Code',
  copyCode: 'Copy the code',
  copy: 'Copy',
  copied: 'Copied',
  copyFailed: 'The browser did not allow copying.',
  connection: {
    needed: 'Platter is not connected.',
    lost: 'The connection to Platter is lost. Running jobs go on if the program still runs; this page is trying again.',
    lostForGood: 'If the server was started again, open the new address it has printed.',
    locked:
      'This page was opened without its key. Open the whole address that “platter serve” has printed, with the part after #.',
  },
  drop: {
    convert: { title: 'Convert', hint: 'Into another format. Sources are never changed.' },
    inspect: { title: 'Inspect', hint: 'Look at it, check it, make it smaller.' },
  },
} as const;
