import type { FilePlace, Loss, Severity } from '#shared/model/finding.ts';
import type { Cause } from '#shared/report/compaction-bars.ts';
import { causeTitles } from '#shared/text/compaction.ts';

const numbered = (count: number, one: string, many = `${one}s`): string =>
  `${String(count)} ${count === 1 ? one : many}`;

/** Words of what checks, repairs and compactions tell. */
export const reportsText = {
  save: 'Save report…',
  saveOf: (name: string) => `Save report on ${name}`,
  saveAs: { html: 'As a web page (HTML)', json: 'As data (JSON)' },
  saved: 'The report is saved',
  jobGone: 'The job was taken off the list, and its report with it.',
  severity: {
    fatal: { title: 'Keeps the disk from being read' },
    damage: { title: 'Damage' },
    waste: { title: 'Wasted space' },
    note: { title: 'Worth knowing' },
  } satisfies Record<Severity, { title: string }>,
  where: ({ file, start, length }: FilePlace) => {
    if (length <= 1) return `${file}, byte ${String(start)}`;
    return `${file}, bytes ${String(start)} to ${String(start + length - 1)}`;
  },
  whereTitle: 'Where',
  repairTitle: 'Repair',
  adviceTitle: 'Advice',
  loss: { none: 'Nothing can be lost.', possible: 'Something can be lost by it.' } satisfies Record<Loss, string>,
  times: (count: number) => `${String(count)} times`,
  others: (count: number) => `${numbered(count, 'more', 'more')} of this kind`,
  othersHidden: (count: number) => `${String(count)} more are not shown here; a saved report has up to 1000 of a kind.`,
  unlisted: (count: number) => `${String(count)} more were found and are not listed.`,
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
