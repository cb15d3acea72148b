const counted = ['No', 'One', 'Two', 'Three', 'Four', 'Five', 'Six', 'Seven', 'Eight', 'Nine'] as const;
const inWords = (count: number): string => counted[count] ?? String(count);

const subjects: Readonly<Record<string, ((name: string) => string) | undefined>> = {
  check: (name) => `The check of ${name}`,
  'preview-repair': (name) => `The preview of the repair of ${name}`,
  repair: (name) => `The repair of ${name}`,
  'undo-repair': (name) => `Undoing the repair of ${name}`,
  'preview-compaction': (name) => `The preview of compacting ${name}`,
  compact: (name) => `Compacting ${name}`,
};

/** What a cancelled job leaves, where that is not nothing. */
const leftBy: Readonly<Record<string, string | undefined>> = {
  check: 'Nothing was changed.',
  'preview-repair': 'Nothing was changed.',
  'preview-compaction': 'Nothing was changed.',
  repair: 'What was mended until then stays so, and can be undone.',
  'undo-repair': 'Some places may still be as the repair left them. Undo it again to finish.',
  compact: 'The disk is whole. What was given back until then stays so.',
};

/** Words of the Jobs page. */
export const jobsText = {
  title: 'Jobs',
  summary: (running: number, paused: number, waiting: number) => {
    const parts = [
      running > 0 ? `${inWords(running)} running` : '',
      paused > 0 ? `${inWords(paused)} paused` : '',
      waiting > 0 ? `${inWords(waiting)} waiting` : '',
    ].filter((part) => part !== '');
    if (parts.length === 0) return 'Nothing is running.';
    return `${parts.map((part, index) => (index === 0 ? part : part.toLowerCase())).join(', ')}.`;
  },
  dismissEnded: 'Clear ended',
  pauseAll: 'Pause all',
  resumeAll: 'Resume all',
  groups: { running: 'Under way', waiting: 'Waiting', ended: 'Ended' },
  showMore: (count: number) => `Show ${String(count)} more`,
  places: (running: number, limit: number) => `${String(running)} of ${String(limit)} places taken`,
  limit: 'At the same time',
  historyNotice: 'About the history of jobs',
  empty: {
    title: 'No jobs yet',
    hint: 'New images, conversions, checks, repairs and compactions show up here with their progress, and stay with their result until you clear them.',
    action: 'Convert images',
  },
  operations: {
    convert: 'Convert',
    create: 'Create',
    compare: 'Compare',
    hash: 'Digest',
    check: 'Check',
    'preview-repair': 'Preview of a repair',
    repair: 'Repair',
    'undo-repair': 'Undo a repair',
    'preview-compaction': 'Preview of a compaction',
    compact: 'Compact',
  } as Readonly<Record<string, string>>,
  /** What ended, for the sentences below. */
  subject: (operation: string, name: string) => subjects[operation]?.(name) ?? name,
  arrow: '→',
  becomes: 'becomes',
  progressOf: (name: string) => `Progress of ${name}`,
  percent: (percent: number) => `${String(percent)} %`,
  doneOf: (done: string, total: string) => `${done} of ${total}`,
  left: (duration: string) => `${duration} left`,
  leftThenVerified: (duration: string) => `${duration} left, then verified`,
  waitingHint: 'starts when a place is free',
  position: (position: number) => `Number ${String(position)}`,
  earlier: (name: string) => `Start ${name} earlier`,
  later: (name: string) => `Start ${name} later`,
  moved: (name: string, position: number, count: number) =>
    `${name} is number ${String(position)} of ${String(count)} that wait.`,
  pause: 'Pause',
  pauseName: (name: string) => `Pause ${name}`,
  resume: 'Resume',
  resumeName: (name: string) => `Resume ${name}`,
  hold: 'Hold back',
  holdName: (name: string) => `Hold back ${name}`,
  paused: 'Paused',
  held: 'Held back until it is resumed',
  resumesSoon: 'goes on when a place is free',
  cancel: 'Cancel',
  cancelName: (name: string) => `Cancel ${name}`,
  cancelling: 'Cancelling…',
  dismiss: (name: string) => `Remove ${name} from the list`,
  showImage: 'Show image',
  showImageOf: (name: string) => `Show image ${name}`,
  showInFolder: 'Show in folder',
  showReport: 'Show report',
  showReportOf: (name: string) => `Show report on ${name}`,
  repaired: (places: number) => (places === 1 ? 'One place was changed.' : `${String(places)} places were changed.`),
  succeeded: 'Done',
  failed: 'Failed',
  interrupted: 'Interrupted',
  interruptedHint: 'Platter or the computer ended before this job did.',
  interruptedAt: (phase: string, amount: string | undefined) =>
    amount === undefined ? `It was at: ${phase}.` : `It was at: ${phase}, ${amount}.`,
  notBegun: 'It had not begun.',
  /** What is left of a job whose process ended, where nothing else is to be said. */
  interruptedLeft: (operation: string, makesFile: boolean) =>
    (makesFile ? undefined : leftBy[operation]) ?? 'What it had written was removed; the source is unchanged.',
  interruptedCreation: 'What it had written was removed.',
  tryAgain: 'Try again',
  tryAgainName: (name: string) => `Try again: ${name}`,
  startAgain: 'Start again',
  startAgainName: (name: string) => `Start again: ${name}`,
  cancelled: 'Cancelled',
  /** What a cancelled job leaves; one that makes a file of its own takes it away. */
  cancelledHint: (operation: string, makesFile: boolean) =>
    (makesFile ? undefined : leftBy[operation]) ?? 'Nothing was left behind; the source is unchanged.',
  cancelledCreation: 'Nothing was left behind.',
  took: (time: string, duration: string) => `${time} · took ${duration}`,
  result: {
    savedAs: 'Saved as',
    copyPath: 'Copy the path',
    disk: 'Disk size',
    data: 'Data',
    zeros: 'Empty',
    onDisk: 'On disk',
    digest: 'Digest',
    copyDigest: 'Copy the whole digest',
    verified: 'Verified by reading back',
    notVerified: 'Not read back',
    unflushed:
      'The file system there cannot promise that the image has reached its medium. Keep the source until that is certain.',
    format: 'Format',
    files: (count: number) => `${String(count)} files`,
  },
  announce: {
    succeeded: (name: string) => `${name} is finished.`,
    failed: (name: string) => `${name} failed.`,
    cancelled: (name: string) => `${name} was cancelled.`,
  },
} as const;
