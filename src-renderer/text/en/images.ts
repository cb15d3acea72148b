import type { ImageUse } from '#shared/model/image.ts';
import type { Ordering } from '../../modules/images/list-order.ts';
import type { Health } from '../../modules/reports/health.ts';

/** Words of the Images page. */
const grouped = new Intl.NumberFormat('en');

export const imagesText = {
  title: 'Images',
  subtitle: 'Look at disk images, check and repair them, and make them smaller.',
  search: 'Search by name, folder or format',
  found: (count: number, all: number) => `${String(count)} of ${String(all)}`,
  sort: 'Sort by',
  removeMissing: (count: number) => `Remove ${String(count)} missing from the list`,
  addFiles: 'Add files…',
  empty: {
    title: 'No images yet',
    hint: 'Drop disk images here, add them, or paste their paths. Looking at an image changes nothing.',
    hintInBrowser: 'Add disk images, or paste their paths. Looking at an image changes nothing.',
  },
  alreadyListed: 'That image is in the list already.',
  busy: 'Another job is at work on this image.',
  looking: 'Looking at it…',
  notOpened: 'Could not be opened',
  itIsRaw: 'It is a raw disk image',
  table: {
    caption: 'Images that were opened',
    columns: { name: 'Name', virtualSize: 'Disk size', allocatedSize: 'On disk', openedAt: 'Opened' } satisfies Record<
      Ordering,
      string
    >,
    noMatch: (search: string) => `No image matches “${search}”.`,
    full: 'Full',
    health: 'Health',
    unknown: '–',
    percent: (percent: number) => `${String(percent)} %`,
    sizes: (diskSize: string, onDisk: string) => `${diskSize}, ${onDisk} on disk`,
    remove: (name: string) => `Remove ${name} from the list`,
  },
  health: {
    unreadable: 'Cannot be read',
    damaged: 'Damaged',
    wasteful: 'Sound, wastes space',
    sound: 'Sound',
  } satisfies Record<Health, string>,
  unchecked: 'Not checked',
  missing: {
    label: 'Missing',
    title: 'The file is not where it was',
    explain:
      'It was moved, renamed or deleted, or its drive is not connected. If it comes back to its place, it is found by itself.',
    locate: 'Locate…',
    locateOf: (name: string) => `Locate ${name}`,
    remove: 'Remove from the list',
    place: 'It was at',
    was: 'It was',
    health: 'Last check',
    openedAt: 'Last opened',
  },
  activity: {
    check: 'Being checked…',
    'preview-repair': 'Being looked at…',
    repair: 'Being repaired…',
    'undo-repair': 'Repair being undone…',
    'preview-compaction': 'Being measured…',
    compact: 'Being compacted…',
  } as Readonly<Record<string, string | undefined>>,
  tabsOf: (name: string) => `About ${name}`,
  tabs: {
    overview: 'Overview',
    map: 'Map',
    contents: 'Contents',
    chain: 'Chain',
    check: 'Check',
    compact: 'Compact',
    details: 'Details',
  },
  convert: 'Convert…',
  convertOf: (name: string) => `Convert ${name}`,
  summary: (format: string, diskSize: string, fileSize: string) => `${format} · ${diskSize} disk in a ${fileSize} file`,
  summaryOfFiles: (format: string, diskSize: string, fileSize: string, count: number) =>
    `${format} · ${diskSize} disk in ${String(count)} files of ${fileSize} together`,
  waiting: 'Waits until a place is free.',
  overview: {
    place: 'Place',
    copyPlace: 'Copy the path',
    format: 'Format',
    variant: 'Stored',
    diskSize: 'Disk size',
    onDisk: 'On disk',
    fileSize: 'File size',
    blockSize: 'Stored in blocks of',
    parent: 'Builds on',
    copyParent: 'Copy the path of the parent',
    creator: 'Made by',
    inUse: 'In use by',
    usedBy: ({ program, pid }: ImageUse) =>
      `${program ?? 'another program'}${pid === null ? '' : ` (process ${String(pid)})`}, so it may change at any moment`,
    identifier: 'Identifier',
    copyIdentifier: 'Copy the identifier',
    files: (count: number) => `${String(count)} files`,
    details: 'Details',
    exactly: (size: string, bytes: number) => (bytes < 1024 ? size : `${size} (${grouped.format(bytes)} bytes)`),
  },
  inUse: {
    by: ({ program, pid }: ImageUse) =>
      `${program ?? 'Another program'}${pid === null ? '' : ` (process ${String(pid)})`} has this image open and can write to it at any moment.`,
    notRead:
      'Read meanwhile, it could be a mixture of old and new, so it is not read. Shut the machine down or end that program.',
    notCompacted:
      'What of it can be given back cannot be told meanwhile, and nothing can be moved in it. Shut the machine down or end that program.',
    lookAgain: 'Look again',
    check: 'Check it all the same',
    read: 'Read it all the same',
    readName: (name: string) => `Read it all the same: ${name}`,
    meaning: 'It ends without a result as soon as something is written.',
    reason: 'Another program has this image open.',
  },
  check: {
    intro:
      'A check reads how the image is put together, file by file and through all of its parents, and says whether everything in it can be found. Nothing is changed.',
    checkedAt: (time: string) => `Checked at ${time}`,
    stale: 'The image has changed since, so what was found before says nothing any more.',
    run: 'Check',
    again: 'Check again',
    cannot: 'This file is no image that could be checked.',
    repair: 'Repair…',
    repaired: (places: number) => (places === 1 ? 'One place was changed.' : `${String(places)} places were changed.`),
    undone: (places: number) =>
      places === 1
        ? 'The repair is undone: one place is as it was.'
        : `The repair is undone: ${String(places)} places are as they were.`,
    changes: 'What was changed',
    journal: 'What was there before is kept in',
    copyJournal: 'Copy the path of the undo journal',
    stopped: 'The last repair did not come to its end. It can be undone.',
    undo: 'Undo the repair',
  },
  repair: {
    title: (name: string) => `Repair ${name}`,
    explain: 'Nothing is written before you press Repair.',
    howFar: 'How far to go',
    lossless: {
      label: 'Only what loses nothing',
      hint: 'Every byte of the disk reads afterwards as it does now.',
      none: 'Nothing of what was found can be mended without a risk.',
    },
    all: { label: 'Also what may lose something', hint: 'What may be lost is named below.' },
    onlyLossless: 'Nothing can be lost: every byte of the disk reads afterwards as it does now.',
    mayLose: 'This may be lost',
    consent: 'Repair although this may be lost',
    changes: 'What would be changed',
    looking: 'Looking what would be changed…',
    kept: 'For undoing it, what is replaced is kept beside the image first, in a file whose name begins with',
    run: 'Repair',
    cancel: 'Cancel',
    wait: 'What would be changed is still being found out.',
    nothing: 'Nothing would be changed.',
    consentNeeded: 'What may be lost has to be accepted first.',
  },
  compact: {
    intro:
      'Gives back to this computer what the image stores for nothing. The disk that the guest sees keeps its size and its files.',
    where: 'Where',
    inPlace: { label: 'In this file', hint: 'The image becomes smaller. Safe to interrupt at any time.' },
    asCopy: { label: 'A smaller copy', hint: 'Writes a new image. This one stays as it is.' },
    freeSpace: 'Also give back what the guest does not use',
    freeSpaceHint:
      'Files that were deleted in the guest still take space in the image. This gives that space back, so that they cannot be brought back any more. Shut the guest down before. File systems that Platter is not certain of are left alone.',
    preview: 'Preview',
    compact: 'Compact',
    writeCopy: 'Write a smaller copy…',
    copyInstead: 'Write a copy instead',
    previewFirst: 'A preview shows first what can be given back.',
    nothing: 'There is nothing to give back.',
    cannot: 'The image has to be readable to be compacted. Check it first.',
    openCopy: 'Show the copy',
  },
} as const;
