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
  summary: (running: number, waiting: number) => {
    if (running === 0 && waiting === 0) return 'Nothing is running.';
    if (waiting === 0) return `${inWords(running)} running.`;
    return `${inWords(running)} running, ${inWords(waiting).toLowerCase()} waiting.`;
  },
  dismissEnded: 'Clear ended',
  empty: {
    title: 'No jobs yet',
    hint: 'Conversions, checks, repairs and compactions show up here with their progress, and stay with their result until you clear them.',
    action: 'Convert images',
  },
  operations: {
    convert: 'Convert',
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
  speed: (rate: string) => `Speed now ${rate}`,
  left: (duration: string) => `${duration} left`,
  leftThenVerified: (duration: string) => `${duration} left, then verified`,
  waiting: 'Waiting',
  waitingHint: 'starts when a place is free',
  cancel: 'Cancel',
  cancelName: (name: string) => `Cancel ${name}`,
  cancelling: 'Cancelling…',
  dismiss: (name: string) => `Remove ${name} from the list`,
  showImage: 'Show image',
  showImageOf: (name: string) => `Show image ${name}`,
  showInFolder: 'Show in folder',
  repaired: (places: number) => (places === 1 ? 'One place was changed.' : `${String(places)} places were changed.`),
  succeeded: 'Done',
  failed: 'Failed',
  interrupted: 'Platter ended before this job did.',
  cancelled: 'Cancelled',
  /** What a cancelled job leaves; one that makes a file of its own takes it away. */
  cancelledHint: (operation: string, makesFile: boolean) =>
    (makesFile ? undefined : leftBy[operation]) ?? 'Nothing was left behind; the source is unchanged.',
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
