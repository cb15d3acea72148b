import type { ImageUse } from '#shared/model/image.ts';
import type { Identifiers } from '#shared/model/convert.ts';

const images = (count: number): string => (count === 1 ? '1 image' : `${String(count)} images`);

/** Words of the Convert page. */
export const convertText = {
  title: 'Convert',
  subtitle: 'Drop disk images anywhere in this window. Sources are never changed.',
  addFiles: 'Add files…',
  empty: {
    title: 'No images yet',
    hint: 'Drop disk images here, or add them. Nothing is written before you start the conversion.',
    hintInBrowser: 'Add disk images, or paste their paths. Nothing is written before you start the conversion.',
  },
  alreadyListed: 'That image is in the list already.',
  target: {
    product: 'Where will they run?',
    other: 'Something else…',
    format: 'Convert to',
    variant: 'Stored',
    products: 'To run in',
    inWords: (product: string, format: string) => `${product} · ${format}`,
  },
  table: {
    caption: 'Images to convert',
    source: 'Source',
    diskSize: 'Disk size',
    onDisk: 'On disk',
    becomes: 'Becomes',
    needs: 'Needs about',
    removeAll: 'Clear',
    removeAllOf: 'Clear the list',
    remove: (name: string) => `Remove ${name} from the list`,
    becomesOf: (name: string) => `What ${name} becomes`,
    sizes: (diskSize: string, onDisk: string) => `${diskSize}, ${onDisk} on disk`,
    about: (size: string) => `≈ ${size}`,
    atMost: (size: string) => `≤ ${size}`,
    fromSample: (sampled: string, atMost: string) =>
      `Reckoned from the map of the disk and ${sampled} of its data. At most ${atMost}.`,
    fromMap: (atMost: string) => `Known from the map of the disk. At most ${atMost}.`,
    onlyBound: (atMost: string) => `At most ${atMost}; no data has been looked at.`,
    unknown: '–',
  },
  looking: 'Looking at it…',
  itIsRaw: 'It is a raw disk image',
  name: {
    label: (source: string) => `Name of the result of ${source}`,
    invalid: 'No file can have this name.',
    extension: (extension: string) => `.${extension}`,
  },
  renamed: (taken: string, name: string) => `${taken} is taken there: will be named ${name}`,
  replace: {
    offer: 'Replace it',
    promise: (name: string, more: number) =>
      more === 0
        ? `${name} will be replaced, once the new one is whole.`
        : `${name} and ${more === 1 ? 'another file' : `${String(more)} more files`} of it will be replaced, once the new ones are whole.`,
    notYet: (name: string) => `${name} can be replaced once its folder is picked.`,
    takeBack: 'Keep it',
  },
  rounded: (size: string) => `Rounded up to ${size} with zeros.`,
  salvage: {
    offer: 'Read what can be read',
    meaning: 'What is damaged becomes zeros, and the finished job tells what was lost.',
    promise:
      'Damaged: what can be read is converted. The rest becomes zeros, and the finished job tells what was lost.',
    takeBack: 'Leave it',
    check: 'Check it first',
  },
  inUse: {
    offer: 'Read it all the same',
    promise: ({ program }: ImageUse) =>
      `${program ?? 'Another program'} can write to it: it is read all the same. The job ends without a result as soon as something is written.`,
    takeBack: 'Rather not',
  },
  saveTo: 'Save to',
  change: 'Change…',
  changeFolder: 'Change the folder for the results',
  folder: {
    toWrite: (folder: string) =>
      `${folder} has not been picked in this window yet. Nothing is written there without your word.`,
    toReplace: (folder: string) => `Files in ${folder} are replaced only after the folder itself has been picked.`,
    allow: 'Use this folder',
  },
  space: {
    fits: (free: string, expected: string) => `${free} free, about ${expected} needed`,
    tight: (free: string, expected: string, atMost: string) =>
      `Only ${free} free: about ${expected} needed, ${atMost} at most`,
    short: (free: string, expected: string) => `Only ${free} free, about ${expected} needed`,
  },
  details: (optionTitles: readonly string[], verify: boolean, identifiers: Identifiers) =>
    `Details: ${[
      `read back after writing (${verify ? 'on' : 'off'})`,
      `identifiers (${identifiers === 'keep' ? 'kept' : 'new'})`,
      'names',
      ...optionTitles,
    ].join(', ')}`,
  verify: {
    label: 'Read every result back and compare it with its source',
    hint: 'Takes about as long again as reading. Without it, a failing disk may go unnoticed.',
  },
  identifiers: {
    legend: 'Identifiers',
    new: { label: 'New', hint: 'Each result is a disk of its own, and can be used beside its source.' },
    keep: {
      label: 'Those of the sources',
      hint: 'Machines that know a disk by its identifier take the result in its place. VirtualBox attaches no two disks with the same one: remove the source there first.',
    },
    without: (count: number) =>
      count === 1
        ? '1 source has no identifier to keep and gets a new one. Raw disks never have one.'
        : `${String(count)} sources have no identifier to keep and get new ones. Raw disks never have one.`,
  },
  ending: {
    label: 'Add to every name',
    hint: 'Such as “-converted”. A single name can be changed in the list.',
    placeholder: 'Nothing',
  },
  forecast:
    'What a result needs is reckoned from the map of its source and a sample of the data. Space is checked for the worst case, in which nothing turns out to be zeros and nothing can be compressed.',
  option: { default: (value: string) => `Usually ${value}`, unset: 'As usual', empty: 'None' },
  promise: {
    verified: 'Every result is read back and compared before it gets its name.',
    plain: 'Results are not read back.',
  },
  convert: (count: number) => (count === 0 ? 'Convert' : `Convert ${images(count)}`),
  started: (count: number) =>
    count === 1 ? '1 conversion was started.' : `${String(count)} conversions were started.`,
  othersStay: 'They are under Jobs. What could not be started stays under Convert, with the reason.',
  reason: {
    empty: 'Add an image first.',
    waiting: 'The images are still being looked at.',
    folder: 'The folder for the results has to be picked first.',
    noneReady: 'None of these images can be converted as they are.',
  },
} as const;
