import type { FilePlace, Loss, Severity } from '#shared/model/finding.ts';
import type { Cause } from '#shared/report/compaction-bars.ts';
import { causeTitles } from '#shared/text/compaction.ts';
import { countInWords } from '#shared/text/quantities.ts';

const numbered = (count: number, one: string, many = `${one}s`): string =>
  `${countInWords(count)} ${count === 1 ? one : many}`;

/** Words of what checks, repairs and compactions tell. */
export const reportsText = {
  save: 'Save report…',
  saveOf: (name: string) => `Save report on ${name}`,
  saveAs: { html: 'As a web page (HTML)', json: 'As data (JSON)' },
  saved: 'The report is saved',
  close: 'Close',
  copy: (value: string) => `Copy ${value}`,
  moreFiles: (count: number) => `${countInWords(count)} more files`,
  kinds: {
    check: 'Check',
    'preview-repair': 'Preview of a repair',
    repair: 'Repair',
    'undo-repair': 'Repair undone',
    'preview-compaction': 'Preview of a compaction',
    compact: 'Compaction',
    convert: 'Conversion',
  } as Readonly<Record<string, string>>,
  title: (kind: string, name: string) => `${kind} of ${name}`,
  facts: {
    source: 'From',
    file: 'File',
    files: 'Files',
    format: 'Format',
    disk: 'Disk size',
    data: 'Data',
    zeros: 'Empty',
    zerosOrLost: 'Empty or lost',
    onDisk: 'On disk',
    digest: 'Digest',
    noDigest: 'Not computed',
    began: 'Began',
    ended: 'Ended',
    took: 'Took',
    rate: 'Data per second',
  },
  changed: 'What was changed',
  conversion: {
    verified: 'The new image was read back and is equal to its source.',
    notVerified: 'The new image was written, and was not read back.',
    salvagedVerified: 'The new image was read back and is equal to what was salvaged.',
    salvagedNotVerified: 'The new image was not read back.',
    unchanged: 'The source was not changed.',
  },
  salvage: {
    whole: 'Everything on the disk was salvaged.',
    lost: (size: string, ranges: number) =>
      `${size} of the disk could not be salvaged, in ${numbered(ranges, 'range')}. What was written there is not to be trusted; most of it is zeros.`,
    show: 'What was lost',
    caption: 'Lost parts of the disk',
    first: 'First byte',
    last: 'Last byte',
    length: 'Length',
    more: (count: number) => `${countInWords(count)} more are not shown here; a saved report has up to 10,000.`,
  },
  jobGone: 'The job was taken off the list, and its report with it.',
  severity: {
    fatal: { title: 'Keeps the disk from being read' },
    damage: { title: 'Damage' },
    waste: { title: 'Wasted space' },
    note: { title: 'Worth knowing' },
  } satisfies Record<Severity, { title: string }>,
  where: ({ file, start, length }: FilePlace) => {
    if (length <= 1) return `${file}, byte ${countInWords(start)}`;
    return `${file}, bytes ${countInWords(start)} to ${countInWords(start + length - 1)}`;
  },
  whereTitle: 'Where',
  repairTitle: 'Repair',
  adviceTitle: 'Advice',
  loss: { none: 'Nothing can be lost.', possible: 'Something can be lost by it.' } satisfies Record<Loss, string>,
  times: (count: number) => `${countInWords(count)} times`,
  others: (count: number) => `${numbered(count, 'more', 'more')} of this kind`,
  othersHidden: (count: number) =>
    `${countInWords(count)} more are not shown here; a saved report has up to 1,000 of a kind.`,
  unlisted: (count: number) => `${countInWords(count)} more were found and are not listed.`,
  steps: (changes: number, size: string) => `${numbered(changes, 'place')}, ${size}`,
  compaction: {
    canBeGiven: (size: string) => `${size} can be given back`,
    given: (size: string) => `${size} given back`,
    nothing: 'Nothing to give back',
    nothingHint: 'Everything that is stored holds something, and the file has no gaps.',
    nothingGuestHint:
      'Everything that is stored holds something. Files that were deleted in the guest may still take space: that is given back only when you say so.',
    becomesPreview: (after: string, before: string) => `The file would have ${after} instead of ${before}.`,
    becomes: (after: string, before: string) => `The file has ${after} instead of ${before}.`,
    takesPreview: (after: string, before: string) =>
      `The file keeps its length, and would take ${after} of this computer's disk instead of ${before}.`,
    takes: (after: string, before: string) =>
      `The file keeps its length, and takes ${after} of this computer's disk instead of ${before}.`,
    copied: (after: string, before: string) => `The copy has ${after}; the image has ${before} and was not changed.`,
    savedAs: 'Saved as',
    moved: (size: string) => `${size} were moved to another place in the file.`,
    before: 'Before',
    after: 'After',
    picture: (before: string, after: string) => `${before} before, ${after} after`,
    causes: causeTitles,
    causeHints: {
      guestFree: 'Space that the file systems on the disk do not use, such as that of deleted files.',
      zero: 'Blocks that hold nothing but zeros, and need not be stored.',
      sameAsParent: 'Blocks that hold what the parent image has there anyway.',
      discarded: 'Blocks that the guest gave up, and whose space is still in the file.',
      orphaned: 'Space in the file that belongs to no part of the disk.',
    } satisfies Record<Cause, string>,
  },
  partitions: {
    caption: 'What lies on the disk',
    partition: 'Partition',
    fileSystem: 'File system',
    size: 'Size',
    used: 'Used',
    free: 'Free',
    reclaimed: 'Given back',
    title: (number: number, name: string | undefined) =>
      name === undefined || name === '' ? String(number) : `${String(number)} · ${name}`,
    noFileSystem: 'Not known',
    none: 'No partition and no file system was recognised on this disk, so all of it counts as used.',
  },
} as const;
