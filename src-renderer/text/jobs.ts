const counted = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'] as const;
const inWords = (count: number): string => counted[count] ?? String(count);

/** Words of the Jobs page. */
export const jobsText = {
  title: 'Jobs',
  summary: (running: number, waiting: number) => {
    if (running === 0 && waiting === 0) return 'Nothing is running.';
    if (waiting === 0) return `${inWords(running)} running.`;
    return `${inWords(running)} running, ${inWords(waiting).toLowerCase()} waiting.`;
  },
  dismissEnded: 'Clear ended',
  empty: {
    title: 'No jobs yet',
    hint: 'Conversions show up here with their progress, and stay with their result until you clear them.',
    action: 'Convert images',
  },
  operations: { convert: 'Convert', compare: 'Compare', hash: 'Digest' } as Readonly<Record<string, string>>,
  arrow: '→',
  becomes: 'becomes',
  progressOf: (name: string) => `Progress of ${name}`,
  percent: (percent: number) => `${String(percent)} %`,
  doneOf: (done: string, total: string) => `${done} of ${total}`,
  speed: (rate: string) => `Speed now ${rate}`,
  left: (duration: string) => `${duration} left`,
  leftThenVerified: (duration: string) => `${duration} left, then verified`,
  waiting: 'Waiting',
  waitingHint: 'starts when a place is free',
  cancel: 'Cancel',
  cancelName: (name: string) => `Cancel ${name}`,
  cancelling: 'Cancelling…',
  dismiss: (name: string) => `Remove ${name} from the list`,
  showInFolder: 'Show in folder',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
  cancelledHint: 'Nothing was left behind; the source is unchanged.',
  took: (time: string, duration: string) => `${time} · took ${duration}`,
  result: {
    savedAs: 'Saved as',
    copyPath: 'Copy the path',
    disk: 'Disk size',
    data: 'Data',
    zeros: 'Empty',
    takes: 'On disk',
    digest: 'Digest',
    copyDigest: 'Copy the whole digest',
    verified: 'Verified by reading back',
    notVerified: 'Not read back',
  },
  announce: {
    succeeded: (name: string) => `${name} is finished.`,
    failed: (name: string) => `${name} failed.`,
    cancelled: (name: string) => `${name} was cancelled.`,
  },
} as const;
