const images = (count: number): string => (count === 1 ? '1 image' : `${String(count)} images`);

/** Words of the Convert page. */
export const convertText = {
  title: 'Convert',
  subtitle: 'Drop disk images anywhere in this window. Sources are never changed.',
  addFiles: 'Add files…',
  empty: {
    title: 'No images yet',
    hint: 'Drop disk images here, add them, or paste their paths. What they become is chosen below, and nothing is written before you say so.',
    hintInBrowser: 'Add disk images, or paste their paths. Nothing is written before you start the conversion.',
  },
  alreadyListed: 'That image is in the list already.',
  target: { format: 'Convert to', variant: 'Stored' },
  table: {
    caption: 'Images to convert',
    source: 'Source',
    diskSize: 'Disk size',
    onDisk: 'On disk',
    becomes: 'Becomes',
    needs: 'Needs about',
    remove: (name: string) => `Remove ${name} from the list`,
    becomesOf: (name: string) => `What ${name} becomes`,
    sizes: (diskSize: string, onDisk: string) => `${diskSize}, ${onDisk} on disk`,
    about: (size: string) => `≈ ${size}`,
    unknown: '–',
  },
  looking: 'Looking at it…',
  itIsRaw: 'It is a raw disk image',
  renamed: (taken: string, name: string) => `${taken} is taken there: will be named ${name}`,
  saveTo: 'Save to',
  change: 'Change…',
  changeFolder: 'Change the folder for the results',
  fits: (free: string, needed: string) => `${free} free, about ${needed} needed`,
  tight: (free: string, needed: string) => `Only ${free} free, up to ${needed} needed`,
  details: (optionTitles: readonly string[], verify: boolean) =>
    `Details: ${[`read back after writing (${verify ? 'on' : 'off'})`, ...optionTitles].join(', ')}`,
  verify: {
    label: 'Read every result back and compare it with its source',
    hint: 'Takes about as long again as reading. Without it, a failing disk may go unnoticed.',
  },
  option: { default: (value: string) => `Usually ${value}`, unset: 'As usual', empty: 'None' },
  promise: {
    verified: 'Every result is read back and compared before it gets its name.',
    plain: 'Results are not read back.',
  },
  convert: (count: number) => (count === 0 ? 'Convert' : `Convert ${images(count)}`),
  reason: {
    empty: 'Add an image first.',
    waiting: 'The images are still being looked at.',
    noneReady: 'None of these images can be converted as they are.',
  },
} as const;
