import type { Command } from './command.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import type { OptionName } from './options.ts';

export interface ArgumentDeclaration {
  readonly name: string;
  /** One sentence for help. */
  readonly says: string;
  /** How many: exactly one when it says nothing. */
  readonly count?: 'one or more' | 'any';
}

/** A verb of the command line. */
export interface Verb {
  readonly name: string;
  /** One line for the list of verbs. */
  readonly summary: string;
  /** What else is worth knowing, in whole sentences. */
  readonly details: string;
  readonly arguments: readonly ArgumentDeclaration[];
  readonly options: readonly OptionName[];
  readonly exitCodes: readonly ExitCode[];
  /** Loads the command only when it is called, so that every verb starts fast. */
  readonly load: () => Promise<Command>;
}

const { fine, couldNot, damaged, wasteful, different, wrongUsage, interrupted } = exitCodes;
const usual = [fine, couldNot, wrongUsage, interrupted] as const;
const image: ArgumentDeclaration = { name: 'image', says: 'Path of the image.' };

/** An argument as usage shows it: `<image>`, `<image...>`, `[image...]`. */
export function usageOf({ name, count }: ArgumentDeclaration): string {
  if (count === 'any') return `[${name}...]`;
  return count === 'one or more' ? `<${name}...>` : `<${name}>`;
}

/** Every verb, in the order of help. */
export const verbs: readonly Verb[] = [
  {
    name: 'info',
    summary: 'Show what an image is, without reading its data.',
    details:
      'Several images give several answers. When only some of them can be read, the others are still shown (with --json in the array), the reasons go to stderr, and the exit code is 1. When none can be read, --json prints the first reason as an error.',
    arguments: [{ ...image, says: 'Path of an image.', count: 'one or more' }],
    options: ['sourceFormat', 'parents', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/info.ts')).info,
  },
  {
    name: 'create',
    summary: 'Make a new, empty image.',
    details:
      'The disk is all zeros, and its size is rounded up to whole sectors where the format knows no other. The image appears under its name only when it is whole and has been read back; what exists is never replaced. With --parent, the image is a child that reads as its parent until something is written; it has the format and the size of its parent, and takes neither --variant nor --for.',
    arguments: [{ name: 'target', says: 'Path of the image to make.' }],
    options: [
      'size',
      'parent',
      'parentFormat',
      'parents',
      'profile',
      'format',
      'variant',
      'option',
      'progress',
      'json',
    ],
    exitCodes: usual,
    load: async () => (await import('./commands/create.ts')).create,
  },
  {
    name: 'convert',
    summary: 'Write the content of one image into a new image of any format.',
    details:
      'The source is never written. The target appears under its name only when it is whole and, unless switched off, has been read back and compared with the source; otherwise nothing is left behind. With --salvage, damage does not stop it: what cannot be known becomes zeros, and is told. An image whose parent is missing or was changed is refused all the same, since the result would be a mixture that never was.',
    arguments: [
      { name: 'source', says: 'Path of the image to read.' },
      { name: 'target', says: 'Path of the image to write.' },
    ],
    options: [
      'profile',
      'format',
      'variant',
      'option',
      'level',
      'sourceFormat',
      'parents',
      'inUse',
      'verify',
      'overwrite',
      'salvage',
      'report',
      'progress',
      'json',
    ],
    exitCodes: usual,
    load: async () => (await import('./commands/convert.ts')).convert,
  },
  {
    name: 'check',
    summary: 'Check the structure of an image, and repair it.',
    details:
      'Every file of the image is looked at, and so are its parents; data is read only where it is compressed. A repair keeps what it replaces in an undo journal beside the image before it changes anything, checks the image again, and ends with what that finds. It refuses rather than guesses.',
    arguments: [image],
    options: ['repair', 'preview', 'undo', 'sourceFormat', 'parents', 'inUse', 'report', 'progress', 'json'],
    exitCodes: [fine, couldNot, damaged, wasteful, wrongUsage, interrupted],
    load: async () => (await import('./commands/check.ts')).check,
  },
  {
    name: 'compact',
    summary: 'Make an image smaller by giving back what it does not need.',
    details:
      'Blocks that hold only zeros and space that nothing refers to are given back; with --free-space, what the guest does not use as well. In place, a power cut at any moment loses nothing; stream images are written anew and replaced at once. --dry-run tells the result without writing.',
    arguments: [image],
    options: ['output', 'freeSpace', 'preview', 'sourceFormat', 'parents', 'report', 'progress', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/compact.ts')).compact,
  },
  {
    name: 'resize',
    summary: 'Give the disk of an image another size.',
    details:
      'What is added is zero; the partitions in the guest stay as they are. A smaller size is refused unless --shrink allows it.',
    arguments: [image, { name: 'size', says: 'The new size of the disk, such as 20GiB.' }],
    options: ['shrink', 'sourceFormat', 'parents', 'progress', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/resize.ts')).resize,
  },
  {
    name: 'map',
    summary: 'List where the data of an image is.',
    details:
      'Every part of the disk is in exactly one row, in order. "data" is stored, at the shown place of the shown file unless it is compressed; "zero" is declared to be zero; "hole" is not stored and reads as zero. The files of parents are counted on after those of the image. The list is whole only when the exit code is 0: it is printed as it is found.',
    arguments: [image],
    options: ['sourceFormat', 'parents', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/map.ts')).map,
  },
  {
    name: 'hash',
    summary: 'Compute the digest of the content of a disk.',
    details: 'Two images of the same disk give the same digest, whatever their formats.',
    arguments: [image],
    options: ['sourceFormat', 'parents', 'inUse', 'progress', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/hash.ts')).hash,
  },
  {
    name: 'compare',
    summary: 'Tell whether two images hold the same disk.',
    details:
      'Formats do not matter, content does. Of disks of different size, what the longer one has more must be zero. Different disks end with exit code 4.',
    arguments: [
      { name: 'first', says: 'Path of one image.' },
      { name: 'second', says: 'Path of the other image.' },
    ],
    options: ['unknownFormat', 'firstFormat', 'secondFormat', 'parents', 'inUse', 'progress', 'json'],
    exitCodes: [fine, couldNot, different, wrongUsage, interrupted],
    load: async () => (await import('./commands/compare.ts')).compare,
  },
  {
    name: 'measure',
    summary: 'Tell how large the target of a conversion would be.',
    details:
      'Both numbers are upper bounds: for the data that the source stores, and for a disk that is written in full. The target is named by --format or --for. Nothing is written, and the data is not read.',
    arguments: [{ ...image, name: 'source', says: 'Path of the image to convert.' }],
    options: ['profile', 'measuredFormat', 'variant', 'option', 'sourceFormat', 'parents', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/measure.ts')).measure,
  },
  {
    name: 'read',
    summary: 'Write logical bytes of a disk to stdout.',
    details: 'What the guest would read there, whatever the format stores: holes and zeros come out as zeros.',
    arguments: [image],
    options: ['offset', 'length', 'sourceFormat', 'parents', 'inUse', 'progress'],
    exitCodes: usual,
    load: async () => (await import('./commands/read.ts')).read,
  },
  {
    name: 'write',
    summary: 'Write stdin into an existing image.',
    details:
      'The bytes go to the logical disk, and space is allocated as needed. Everything is on the medium when the command ends. What reaches beyond the end of the disk is refused, after what fits has been written. Never write to the parent of another image: its children would no longer fit it.',
    arguments: [image],
    options: ['writeOffset', 'sourceFormat', 'parents', 'progress', 'json'],
    exitCodes: usual,
    load: async () => (await import('./commands/write.ts')).write,
  },
  {
    name: 'formats',
    summary: 'List the formats, their variants, options and limits.',
    details: 'The defaults for new images are the first variant of a format and the first of its extensions.',
    arguments: [],
    options: ['json'],
    exitCodes: [fine, couldNot, wrongUsage],
    load: async () => (await import('./commands/formats.ts')).formats,
  },
  {
    name: 'serve',
    summary: 'Show the window in a browser on this computer.',
    details:
      'The first line on stdout is {"url":"…"}. The server listens on the loopback address only and answers only to the token in that address. Ctrl-C ends it, together with the jobs that still run; that is its normal end.',
    arguments: [{ ...image, says: 'Path of an image to begin with.', count: 'any' }],
    options: ['port', 'open'],
    exitCodes: [fine, couldNot, wrongUsage],
    load: async () => (await import('./commands/serve.ts')).serve,
  },
];
