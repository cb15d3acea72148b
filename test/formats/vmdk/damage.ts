import { KiB, MiB, roundUp } from '#shared/model/bytes.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { defineFormat } from '#main/core/disk/format.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { grainDataOffset, marker, sectorSize, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import type { MemoryFile } from '#main/core/io/memory-file.ts';
import { makeImage, type MemoryImage } from '#test/support/make-image.ts';
import { entryOf, flip, setEntries, setHeader, setTables, setText, tableOf } from './spoil.ts';

/** A defect, and what a check is to say of it. */
export interface Damage {
  readonly name: string;
  readonly code: FindingCode;
  /** What else is rightly found; waste behind damage is not looked for. */
  readonly also?: readonly FindingCode[];
  readonly image: () => Promise<MemoryImage>;
  readonly spoil: (image: MemoryImage) => Promise<void>;
  /** True where the reader takes header, descriptor or tables for data of the disk, so that the repair changes what it reads. */
  readonly readsNonsense?: true;
  /** False where the facts of this image do not prove how to mend it, although others of the code are mended. */
  readonly isMended?: boolean;
}

const grain = 4 * KiB;
/** Beyond the end of every image here. */
const far = 0x7000_0000;

/** Disks of three tables of 512 grains. */
const small = { virtualSize: 5 * MiB + 512, options: { grainSize: grain } };
const written = [
  { start: 0, length: 5 * grain },
  { start: 2 * MiB - grain, length: 2 * grain },
  { start: 4 * MiB, length: grain },
];
const streamWritten = [
  { start: 0, length: 192 * KiB },
  { start: 32 * MiB, length: 64 * KiB },
  { start: 33 * MiB, length: 512 },
];

/** The same in files so small that there are several. */
const split = defineFormat({ ...vmdk, options, variants: splitVariants(2 * MiB) });

/** Images of every variant that is written, in which nothing is wrong. */
export const healthy = {
  monolithicSparse: () => makeImage(vmdk, { ...small, written }),
  'monolithicSparse with one table': () =>
    makeImage(vmdk, { virtualSize: 5 * MiB, written: [{ start: 0, length: MiB }] }),
  'empty monolithicSparse': () => makeImage(vmdk, { virtualSize: 70 * MiB + 512 }),
  streamOptimized: () =>
    makeImage(vmdk, { variant: 'streamOptimized', virtualSize: 33 * MiB + 512, written: streamWritten }),
  'empty streamOptimized': () => makeImage(vmdk, { variant: 'streamOptimized', virtualSize: 512 }),
  monolithicFlat: () =>
    makeImage(vmdk, { variant: 'monolithicFlat', virtualSize: MiB, written: [{ start: 0, length: MiB }] }),
  twoGbMaxExtentSparse: () => makeImage(split, { ...small, written }),
  twoGbMaxExtentFlat: () => makeImage(split, { variant: 'twoGbMaxExtentFlat', virtualSize: 5 * MiB, written }),
} as const;

const sparse = healthy.monolithicSparse;
const oneTable = healthy['monolithicSparse with one table'];
const stream = healthy.streamOptimized;
const set = healthy.twoGbMaxExtentSparse;
const flat = healthy.monolithicFlat;

function extentOf(image: MemoryImage, name: string): MemoryFile {
  const file = image.siblings.get(name);
  if (!file) throw new Error(`${image.name} has no extent ${name}`);
  return file;
}

const inHeader = (change: Parameters<typeof setHeader>[1]) => (image: MemoryImage) => setHeader(image.main, change);
const inText = (from: string | RegExp, to: string) => (image: MemoryImage) => setText(image, from, to);
const inEntries =
  (entries: Readonly<Record<number, number>>, copy?: 'first' | 'second' | 'both') => (image: MemoryImage) =>
    setEntries(image.main, entries, copy);
const inTables =
  (entries: Readonly<Record<number, number>>, copy: 'first' | 'second' | 'both') => (image: MemoryImage) =>
    setTables(image.main, entries, copy);
const inFooter = (change: Parameters<typeof setHeader>[1]) => async (image: MemoryImage) => {
  const at = image.main.size - 2 * sectorSize;
  const footer = sparseHeader.decode(image.main.bytes().subarray(at));
  await image.main.write(at, sparseHeader.encode({ ...footer, ...change }));
};
const grownBy = (bytes: number) => (image: MemoryImage) => image.main.resize(image.main.size + bytes);

/** What nobody can mend: it can only be told. */
const hopeless: readonly Damage[] = [
  { name: 'grains of no size', code: 'vmdk.header-damaged', image: sparse, spoil: inHeader({ grainSize: 0 }) },
  { name: 'changed line ends', code: 'vmdk.text-transfer', image: sparse, spoil: inHeader({ newlineDouble1: 0x0a }) },
  { name: 'an unfinished stream', code: 'vmdk.unfinished', image: stream, spoil: inHeader({ magic: 0x766d_646b }) },
  { name: 'a version to come', code: 'vmdk.unsupported', image: sparse, spoil: inHeader({ version: 9 }) },
  {
    name: 'no descriptor',
    code: 'vmdk.lone-extent',
    image: sparse,
    spoil: (image) => image.main.write(sectorSize, new Uint8Array(20 * sectorSize)),
  },
  {
    name: 'a parent without a name',
    code: 'vmdk.parent-unnamed',
    image: sparse,
    spoil: inText('parentCID=ffffffff', 'parentCID=12345678'),
  },
  {
    name: 'a missing extent',
    code: 'vmdk.extent-missing',
    image: set,
    spoil: (image) => {
      image.siblings.delete('disk-s002.vmdk');
      return Promise.resolve();
    },
  },
  { name: 'an extent at a store', code: 'vmdk.extent-refused', image: set, spoil: inText('disk-s002', 'vsan://disk') },
  {
    name: 'an extent that is something else',
    code: 'vmdk.extent-foreign',
    image: set,
    spoil: (image) => extentOf(image, 'disk-s002.vmdk').write(0, new Uint8Array(sectorSize)),
  },
  {
    name: 'an extent of another disk',
    code: 'vmdk.extent-size',
    image: set,
    spoil: (image) => setHeader(extentOf(image, 'disk-s002.vmdk'), { capacity: 1024 }),
    isMended: false,
  },
  {
    name: 'a line that is too short',
    code: 'vmdk.extent-smaller',
    image: oneTable,
    spoil: inText('RW 10240', 'RW 8192'),
  },
  { name: 'an extent used twice', code: 'vmdk.extent-reused', image: set, spoil: inText('disk-s002', 'disk-s001') },
  {
    name: 'directories beyond the end',
    code: 'vmdk.directory-outside',
    image: sparse,
    spoil: inHeader({ directory: far, redundantDirectory: far }),
  },
  {
    name: 'a table lost in both copies',
    code: 'vmdk.table-outside',
    image: sparse,
    spoil: inTables({ 1: far }, 'both'),
  },
  {
    name: 'a grain that does not inflate',
    code: 'vmdk.grain-corrupt',
    image: stream,
    spoil: async ({ main }) => flip(main, (await entryOf(main, 2)) * sectorSize + 100),
  },
  {
    name: 'a marker with the place of another grain',
    code: 'vmdk.grain-misplaced',
    image: stream,
    spoil: async ({ main }) => main.write((await entryOf(main, 1)) * sectorSize + 1, Uint8Array.of(5)),
    isMended: false,
  },
];

/** Space that nobody uses, and what is merely worth knowing. */
const harmless: readonly Damage[] = [
  { name: 'a grain nobody refers to', code: 'vmdk.unused-grains', image: sparse, spoil: inEntries({ 2: 0 }) },
  {
    name: 'a grain of a stream nobody refers to',
    code: 'vmdk.unused-grains',
    image: stream,
    spoil: inEntries({ 1: 0 }),
  },
  {
    name: 'a grain off the grid',
    code: 'vmdk.grain-misaligned',
    image: sparse,
    async spoil({ main }) {
      const { size } = main;
      await main.write(size + sectorSize, new Uint8Array(grain).fill(7));
      await setEntries(main, { 1024: size / sectorSize + 1 });
    },
    also: ['vmdk.unused-grains'],
  },
  {
    name: 'a tracked disk',
    code: 'vmdk.change-tracking',
    image: sparse,
    spoil: inText('\n# Extent', '\nchangeTrackPath="disk-ctk.vmdk"\n# Extent'),
  },
  { name: 'header version 2', code: 'vmdk.interoperability', image: sparse, spoil: inHeader({ version: 2 }) },
  {
    name: 'a descriptor without an end',
    code: 'vmdk.descriptor-full',
    image: sparse,
    spoil: inText(/$/, `ddb.comment = "${'x'.repeat(12_000)}`),
  },
  {
    name: 'grains that do not ascend',
    code: 'vmdk.stream-order',
    image: stream,
    spoil: ({ main }) => swapGrains(main, 0, 1),
  },
];

/** What is mended without losing anything. */
const lossless: readonly Damage[] = [
  {
    name: 'parentCID before CID',
    code: 'vmdk.descriptor-order',
    image: sparse,
    spoil: inText(/(CID=.{8}\n)(parentCID=.{8}\n)/, '$2$1'),
  },
  {
    name: 'an empty line between extents, and line ends of Windows',
    code: 'vmdk.descriptor-order',
    image: set,
    async spoil(image) {
      await setText(image, /(RW .*s001.*\n)/, '$1\n');
      await setText(image, /\n/g, '\r\n');
    },
  },
  {
    name: 'the data base before the extents',
    code: 'vmdk.descriptor-order',
    image: flat,
    spoil: inText('# Extent', 'ddb.early = "1"\n# Extent'),
  },
  ...[sparse, set, flat].map((image, i) => ({
    name: `no type, in image ${i + 1}`,
    code: 'vmdk.create-type-missing' as const,
    image,
    spoil: inText(/createType=.*\n/, ''),
  })),
  {
    name: 'a long content id of another state',
    code: 'vmdk.long-content-id',
    image: sparse,
    spoil: inText(/(longContentID = "\w{24})\w{8}/, '$10badc0de'),
  },
  { name: 'no clean shutdown', code: 'vmdk.unclean', image: sparse, spoil: inHeader({ uncleanShutdown: 1 }) },
  {
    name: 'no clean shutdown of an extent',
    code: 'vmdk.unclean',
    image: set,
    spoil: (image) => setHeader(extentOf(image, 'disk-s001.vmdk'), { uncleanShutdown: 1 }),
  },
  { name: 'no first directory', code: 'vmdk.directory-lost', image: sparse, spoil: inHeader({ directory: 0 }) },
  {
    name: 'a directory beyond the end',
    code: 'vmdk.directory-lost',
    image: sparse,
    spoil: inHeader({ directory: far }),
  },
  {
    name: 'no first directory, and tables that no longer agree',
    code: 'vmdk.directory-lost',
    image: sparse,
    async spoil(image) {
      await setEntries(image.main, { 1: 0 }, 'first');
      await setHeader(image.main, { directory: far });
    },
  },
  {
    name: 'a second directory beyond the end',
    code: 'vmdk.second-directory-lost',
    image: sparse,
    spoil: inHeader({ redundantDirectory: far }),
  },
  { name: 'a table beyond the end', code: 'vmdk.table-lost', image: sparse, spoil: inTables({ 1: far }, 'first') },
  {
    name: 'a table in the header',
    code: 'vmdk.table-lost',
    image: oneTable,
    spoil: inTables({ 0: 2 }, 'first'),
    readsNonsense: true,
  },
  {
    name: 'a table lost whose place is taken',
    code: 'vmdk.table-lost',
    image: sparse,
    async spoil(image) {
      await setEntries(image.main, { 1: 0 }, 'first');
      await setTables(image.main, { 0: far }, 'first');
    },
  },
  {
    name: 'a second table beyond the end',
    code: 'vmdk.second-table-lost',
    image: sparse,
    spoil: inTables({ 2: far }, 'second'),
  },
  { name: 'no second table', code: 'vmdk.second-table-lost', image: sparse, spoil: inTables({ 0: 0 }, 'second') },
  {
    name: 'a second entry that was not written',
    code: 'vmdk.second-entry-stale',
    image: sparse,
    spoil: inEntries({ 3: 0 }, 'second'),
  },
  {
    name: 'a second entry beyond the end',
    code: 'vmdk.second-entry-stale',
    image: sparse,
    spoil: inEntries({ 3: far }, 'second'),
  },
  {
    name: 'a second entry with the grain of another',
    code: 'vmdk.second-entry-stale',
    image: sparse,
    spoil: async ({ main }) => setEntries(main, { 3: await entryOf(main, 0) }, 'second'),
  },
  {
    name: 'a second entry that was not written, in an extent',
    code: 'vmdk.second-entry-stale',
    image: set,
    spoil: (image) => setEntries(extentOf(image, 'disk-s003.vmdk'), { 0: 0 }, 'second'),
  },
  {
    name: 'a first entry beyond the end',
    code: 'vmdk.first-entry-spoiled',
    image: sparse,
    spoil: inEntries({ 512: far }, 'first'),
  },
  {
    name: 'a first entry in the descriptor',
    code: 'vmdk.first-entry-spoiled',
    image: sparse,
    spoil: inEntries({ 512: 8 }, 'first'),
    readsNonsense: true,
  },
  {
    name: 'two grains in one place',
    code: 'vmdk.grain-used-twice',
    image: sparse,
    spoil: async ({ main }) => setEntries(main, { 512: await entryOf(main, 1) }),
    also: ['vmdk.unused-grains'],
  },
  {
    name: 'two grains in places that overlap',
    code: 'vmdk.grain-used-twice',
    image: sparse,
    spoil: async ({ main }) => setEntries(main, { 512: (await entryOf(main, 1)) + 3 }),
    also: ['vmdk.grain-misaligned', 'vmdk.unused-grains'],
  },
  {
    name: 'an entry behind the end of the disk',
    code: 'vmdk.grain-past-end',
    image: sparse,
    spoil: inEntries({ 1400: far }),
  },
  { name: 'bytes behind the last grain', code: 'vmdk.trailing-bytes', image: sparse, spoil: grownBy(10_000) },
  { name: 'bytes behind the end of a stream', code: 'vmdk.trailing-bytes', image: stream, spoil: grownBy(20 * KiB) },
  { name: 'a footer without its mark', code: 'vmdk.footer-damaged', image: stream, spoil: inFooter({ magic: 0 }) },
  { name: 'a footer of another disk', code: 'vmdk.footer-damaged', image: stream, spoil: inFooter({ capacity: 8 }) },
  {
    name: 'a stream cut behind its directory',
    code: 'vmdk.footer-damaged',
    image: stream,
    spoil: ({ main }) => main.resize(main.size - 3 * sectorSize),
  },
  { name: 'a stream without its last sector', code: 'vmdk.end-missing', image: stream, spoil: grownBy(-sectorSize) },
  {
    name: 'a stream with something in its last sector',
    code: 'vmdk.end-missing',
    image: stream,
    spoil: ({ main }) => flip(main, main.size - 7),
  },
  {
    name: 'an entry with the place of another grain',
    code: 'vmdk.grain-misplaced',
    image: stream,
    spoil: async ({ main }) => setEntries(main, { 1: await entryOf(main, 2) }),
  },
  {
    name: 'an entry beyond the end of a stream',
    code: 'vmdk.grain-misplaced',
    image: stream,
    spoil: inEntries({ 512: far }),
  },
];

/** What can be mended, but not without taking something for granted. */
const lossy: readonly Damage[] = [
  {
    name: 'a descriptor without an extent',
    code: 'vmdk.descriptor-damaged',
    image: sparse,
    spoil: inText(/RW .*/, '?? ?? ??'),
  },
  {
    name: 'a descriptor of a child without an extent',
    code: 'vmdk.descriptor-damaged',
    image: sparse,
    async spoil(image) {
      await setText(image, 'parentCID=ffffffff', 'parentCID=12345678');
      await setText(image, /RW .*/, '?? ?? ??');
    },
    isMended: false,
  },
  {
    name: 'the content id of no parent',
    code: 'vmdk.content-id-invalid',
    image: sparse,
    spoil: inText(/\nCID=.{8}/, '\nCID=ffffffff'),
  },
  { name: 'no content id', code: 'vmdk.content-id-invalid', image: set, spoil: inText(/\nCID=.{8}/, '') },
  {
    name: 'a flat extent that was cut',
    code: 'vmdk.extent-short',
    image: flat,
    spoil: (image) => extentOf(image, 'disk-flat.vmdk').resize(MiB - 4 * KiB),
  },
  {
    name: 'a flat extent with more in it',
    code: 'vmdk.extent-long',
    image: flat,
    spoil: (image) => extentOf(image, 'disk-flat.vmdk').resize(MiB + 4 * KiB),
  },
  {
    name: 'a line that promises too much',
    code: 'vmdk.extent-size',
    image: oneTable,
    spoil: inText('RW 10240', 'RW 99999'),
  },
  {
    name: 'two tables in one place',
    code: 'vmdk.table-shared',
    image: sparse,
    spoil: async ({ main }) => setTables(main, { 1: await tableOf(main, 0) }, 'first'),
    also: ['vmdk.entries-differ', 'vmdk.second-entry-stale', 'vmdk.first-entry-missing', 'vmdk.grain-used-twice'],
  },
  {
    name: 'a table that only the second directory has',
    code: 'vmdk.table-only-second',
    image: sparse,
    spoil: inTables({ 0: 0 }, 'first'),
  },
  {
    name: 'a first entry that was not written',
    code: 'vmdk.first-entry-missing',
    image: sparse,
    spoil: inEntries({ 4: 0 }, 'first'),
  },
  {
    name: 'copies that name two grains',
    code: 'vmdk.entries-differ',
    image: sparse,
    async spoil({ main }) {
      const place = roundUp(main.size, grain);
      await main.write(place, new Uint8Array(grain).fill(9));
      await setEntries(main, { 4: place / sectorSize }, 'second');
    },
  },
  { name: 'a grain beyond the end', code: 'vmdk.grain-outside', image: sparse, spoil: inEntries({ 4: far }) },
  { name: 'a last grain that was cut', code: 'vmdk.grain-cut', image: sparse, spoil: grownBy(-700) },
  { name: 'a grain in the descriptor', code: 'vmdk.grain-in-metadata', image: sparse, spoil: inEntries({ 4: 4 }) },
  {
    name: 'a grain among the tables',
    code: 'vmdk.grain-in-metadata',
    image: sparse,
    spoil: async ({ main }) => setEntries(main, { 600: await tableOf(main, 2) }),
  },
  {
    name: 'grains of zeros without the flag',
    code: 'vmdk.zeroed-without-flag',
    image: sparse,
    spoil: inEntries({ 9: 1, 10: 1 }),
  },
  {
    name: 'a stream cut inside a grain',
    code: 'vmdk.stream-truncated',
    image: stream,
    spoil: async ({ main }) => main.resize((await entryOf(main, 512)) * sectorSize + 200),
  },
  {
    name: 'a stream cut in the middle of its tables',
    code: 'vmdk.stream-truncated',
    image: stream,
    spoil: ({ main }) => main.resize(main.size - 5 * sectorSize),
  },
  {
    name: 'a stream cut behind the marker of its directory',
    code: 'vmdk.stream-truncated',
    image: stream,
    spoil: ({ main }) => main.resize(main.size - 4 * sectorSize),
  },
  {
    name: 'a stream cut inside its directory',
    code: 'vmdk.stream-truncated',
    image: stream,
    spoil: ({ main }) => main.resize(main.size - 4 * sectorSize + 8),
  },
];

/** Every kind of damage, one defect an image. */
export const damages: readonly Damage[] = [...hopeless, ...harmless, ...lossless, ...lossy];

/** Swaps two grains of a stream whose compressed data takes the same room, tables and all. */
async function swapGrains(file: MemoryFile, one: number, other: number): Promise<void> {
  const [first, second] = [await entryOf(file, one), await entryOf(file, other)];
  const [left, right] = [storedAt(file, first), storedAt(file, second)];
  if (left.length !== right.length) throw new Error('the grains differ in size');
  await file.write(first * sectorSize, right);
  await file.write(second * sectorSize, left);
  await setEntries(file, { [one]: second, [other]: first });
}

function storedAt(file: MemoryFile, sector: number): Uint8Array {
  const bytes = file.bytes().subarray(sector * sectorSize);
  const size = viewOf(bytes).getUint32(marker.offsetOf('size'), true);
  return bytes.slice(0, roundUp(grainDataOffset + size, sectorSize));
}
