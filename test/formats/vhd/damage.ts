import type { Loss } from '#shared/model/finding.ts';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { batmapCookie, batmapRecord } from '#main/core/formats/vhd/batmap.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, header, parentLocator, type Footer, type Header } from '#main/core/formats/vhd/layout.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { makeImage, MemoryImage } from '#test/support/make-image.ts';
import { patternAt } from '#test/support/patterns.ts';
import { buildDynamic, buildFixed, free } from './build.ts';

type Content = Uint8Array<ArrayBuffer>;

/** One way in which an image can be damaged: a healthy one, and what is done to it. */
export interface Damage {
  readonly name: string;
  /** The finding by which it is told. */
  readonly code: FindingCode;
  /** What mending it may cost; undefined where nothing can be done. */
  readonly loss: Loss | undefined;
  readonly image: () => Promise<MemoryImage>;
  /** Other findings that are part of the same damage. */
  readonly also?: readonly FindingCode[];
  /** Returns the damaged file; what it is given may be changed. */
  readonly spoil: (healthy: Content) => Uint8Array;
}

export const blockSize = 512 * KiB;
const stride = blockSize + 512;

/** Five blocks, of which 0, 1 and 4 are there; the disk ends with the first sector of the last one. */
export const own = (): Promise<MemoryImage> =>
  makeImage(vhd, {
    virtualSize: 4 * blockSize + 512,
    options: { blockSize },
    written: [
      { start: 0, length: 2 * blockSize },
      { start: 4 * blockSize, length: 512 },
    ],
  });

export const fixed = (): Promise<MemoryImage> => image(buildFixed(1 * MiB));

/** A child with two paths to its parent, and a block of which every other sector is its own. */
export const child = (): Promise<MemoryImage> => {
  const parentLocators = Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size));
  parentLocators[0] = locator('W2ku', 2048);
  parentLocators[1] = locator('W2ru', 3072);
  const parentName = Buffer.from('parent.vhd', 'utf16le').swap16();
  const built = buildDynamic({
    table: [8, free, 8 + stride / 512],
    bitmap: new Uint8Array(512).fill(0x55),
    footer: { diskType: 4 },
    header: { blockSize, parentUuid: '99999999-0506-4708-890a-0b0c0d0e0f10', parentName, parentLocators },
  });
  built.set(Buffer.from('C:\\disks\\parent.vhd', 'utf16le'), 2048);
  built.set(Buffer.from('.\\parent.vhd', 'utf16le'), 3072);
  return image(built);
};

/** An image of XenServer: a batmap behind the table, and the second of two blocks not full. */
export const withBatmap =
  (mapStart = 2560) =>
  (): Promise<MemoryImage> => {
    const built = buildDynamic({
      table: [8, 8 + stride / 512],
      footer: { creatorApplication: 'tap\0', creatorVersionMajor: 1, creatorVersionMinor: 3 },
      header: { blockSize },
    });
    const second = 8 * 512 + stride;
    built[second] = 0x7f;
    built.fill(0, second + 512, second + 1024);
    setBatmap(built, mapStart, 0x80);
    return image(built);
  };

/** Every field of the batmap's record, its map of one byte, and the checksum of that. */
function setBatmap(content: Content, mapStart: Bytes, bits: number): Content {
  const checksum = (0xffff_ffff - bits) >>> 0;
  const record = { cookie: batmapCookie, mapStart, mapSectors: 1, version: 0x0001_0002, checksum, marker: 0 };
  content.set(batmapRecord.encode(record), 2048);
  content[mapStart] = bits;
  return content;
}

function locator(platform: string, start: Bytes, rest: { space?: number; length?: number } = {}): Content {
  return parentLocator.encode({ platform, start, space: 1024, length: platform === 'W2ku' ? 38 : 24, ...rest });
}

function image(content: Uint8Array, name = 'disk.vhd'): Promise<MemoryImage> {
  return Promise.resolve(new MemoryImage(name, content));
}

type Place = 'copy' | 'end';

/** Changes fields of footers and signs them. */
function withFooter(change: Partial<Footer>, ...places: readonly Place[]) {
  return (content: Content): Content => {
    for (const place of places.length > 0 ? places : (['copy', 'end'] as const)) {
      const at = place === 'copy' ? 0 : content.length - 512;
      const encoded = footer.encode({ ...footer.decode(content.subarray(at)), ...change });
      content.set(sign(encoded, footer.offsetOf('checksum')), at);
    }
    return content;
  };
}

/** Changes fields of the header and signs it. */
function withHeader(change: Partial<Header>) {
  return (content: Content): Content => {
    const encoded = header.encode({ ...header.decode(content.subarray(512)), ...change });
    content.set(sign(encoded, header.offsetOf('checksum')), 512);
    return content;
  };
}

function withLocator(index: number, stored: Uint8Array) {
  return (content: Content): Content => {
    const { parentLocators } = header.decode(content.subarray(512));
    return withHeader({ parentLocators: parentLocators.map((old, i) => (i === index ? stored : old)) })(content);
  };
}

/** Changes entries of the table, going by what they are. */
function withEntries(change: (entry: (block: number) => number) => Readonly<Record<number, number>>) {
  return (content: Content): Content => {
    const changes = change((block) => viewOf(content).getUint32(1536 + 4 * block));
    for (const [block, entry] of Object.entries(changes)) viewOf(content).setUint32(1536 + 4 * Number(block), entry);
    return content;
  };
}

/** Ones where the bitmap of a block is said to be: in what another block holds. */
function withOnes(content: Content, block: number): Content {
  const start = viewOf(content).getUint32(1536 + 4 * block) * 512;
  return content.fill(0xff, start, start + 512);
}

/** Bytes that no checksum covers any more; counted from the end where negative. */
function garbled(...places: readonly number[]) {
  return (content: Content): Content => {
    for (const place of places) {
      const at = place < 0 ? content.length + place : place;
      content[at] = 0xff - (content[at] ?? 0);
    }
    return content;
  };
}

const joined = (...parts: readonly Uint8Array[]): Content => new Uint8Array(Buffer.concat(parts));
const lastFooter = (content: Content) => content.slice(-512);

/** All kinds: one defect each, in all variants and on both sides of every rule. */
export const damages: readonly Damage[] = [...fatalities(), ...footers(), ...headers(), ...blocks(), ...curiosities()];

function fatalities(): readonly Damage[] {
  const fatal = (name: string, code: FindingCode, spoil: Damage['spoil'], from = own): Damage => ({
    name,
    code,
    loss: undefined,
    image: from,
    spoil,
  });
  return [
    fatal('an image that XenServer killed', 'vhd.poisoned', withFooter({ cookie: 'v_poison' })),
    fatal(
      'a part of a split image',
      'vhd.split',
      (content) => content,
      async () => {
        const whole = await own();
        return image(whole.main.bytes(), 'disk.v01');
      },
    ),
    fatal(
      'footers of two disks',
      'vhd.footers-differ',
      withFooter({ uuid: '99999999-0506-4708-890a-0b0c0d0e0f10' }, 'copy'),
    ),
    fatal('a footer of version 2', 'vhd.bad-field', withFooter({ version: 0x2_0000 })),
    fatal('a disk type of old', 'vhd.bad-field', withFooter({ diskType: 6 })),
    fatal('a disk of no bytes', 'vhd.bad-field', withFooter({ currentSize: 0 })),
    fatal('a disk that ends inside a sector', 'vhd.bad-field', withFooter({ currentSize: 1025 })),
    fatal('blocks of no bytes', 'vhd.bad-field', withHeader({ blockSize: 0 })),
    fatal('blocks of 3 MiB', 'vhd.bad-field', withHeader({ blockSize: 3 * MiB })),
    fatal('a table that starts inside a sector', 'vhd.bad-field', withHeader({ tableStart: 1537 })),
    fatal('a header that is not there', 'vhd.header-missing', withFooter({ headerStart: 2 ** 40 })),
    fatal('a header with another cookie', 'vhd.header-missing', withHeader({ cookie: 'cxspArse' })),
    fatal('a table behind the end of the file', 'vhd.table-cut-off', withHeader({ tableStart: 2 ** 40 })),
    fatal('a table that is too small', 'vhd.table-too-small', withHeader({ tableEntries: 4 })),
    fatal('a child that does not know its parent', 'vhd.parent-unknown', withHeader({ parentUuid: nilUuid }), child),
    fatal(
      'a fixed image that was cut',
      'vhd.data-cut-off',
      (content) => joined(content.slice(0, MiB - 4096), lastFooter(content)),
      fixed,
    ),
  ];
}

function footers(): readonly Damage[] {
  const kind = (
    name: string,
    code: FindingCode,
    loss: Loss | undefined,
    spoil: Damage['spoil'],
    from = own,
  ): Damage => ({
    name,
    code,
    loss,
    image: from,
    spoil,
  });
  const resized = { currentSize: 3 * blockSize, originalSize: 3 * blockSize };
  return [
    kind('a lost footer', 'vhd.footer-missing', 'none', (content) => content.slice(0, -512)),
    kind('a lost footer of a child', 'vhd.footer-missing', 'none', (content) => content.slice(0, -512), child),
    kind('a footer of zeros', 'vhd.footer-missing', 'none', (content) => content.fill(0, -512)),
    kind('a footer that lost its start', 'vhd.footer-missing', 'none', (content) => content.slice(0, -300)),
    kind('a file made longer', 'vhd.footer-missing', 'none', (content) => joined(content, new Uint8Array(7000))),
    kind('a damaged footer', 'vhd.footer-checksum', 'none', garbled(-512 + 50)),
    kind('a damaged footer of a child', 'vhd.footer-checksum', 'none', garbled(-512 + 70), child),
    kind('a damaged reserved byte in the footer', 'vhd.footer-checksum', 'none', garbled(-1)),
    kind('a short footer', 'vhd.footer-short', 'none', (content) => content.slice(0, -1)),
    kind('a short footer of a fixed image', 'vhd.footer-short', 'none', (content) => content.slice(0, -1), fixed),
    kind('a damaged copy', 'vhd.copy-damaged', 'none', garbled(50)),
    kind('a lost copy', 'vhd.copy-damaged', 'none', (content) => content.fill(0, 0, 512)),
    kind('a copy that calls the image a fixed one', 'vhd.copy-damaged', 'none', withFooter({ diskType: 2 }, 'copy')),
    kind('a copy from before the disk grew', 'vhd.copy-outdated', 'none', withFooter(resized, 'copy')),
    kind(
      'a copy from when the machine was suspended',
      'vhd.copy-outdated',
      'none',
      withFooter({ savedState: 1 }, 'copy'),
    ),
    kind('a copy from before there was an id', 'vhd.copy-outdated', 'none', withFooter({ uuid: nilUuid }, 'copy')),
    kind(
      'a copy with another creation time',
      'vhd.footers-contradict',
      undefined,
      withFooter({ timestamp: 5 }, 'copy'),
    ),
    kind(
      'a copy of another maker',
      'vhd.footers-contradict',
      undefined,
      withFooter({ creatorApplication: 'win ' }, 'copy'),
    ),
    kind(
      'a fixed image with a damaged footer whose guest holds a VHD',
      'vhd.footers-contradict',
      undefined,
      (content) => {
        const disk = buildFixed(3 * MiB);
        disk.set(content);
        return garbled(-512 + 24)(disk);
      },
    ),
    kind('two damaged footers', 'vhd.footers-damaged', 'possible', garbled(24, -512 + 24)),
    kind('a damaged footer of a fixed image', 'vhd.footers-damaged', 'possible', garbled(-512 + 24), fixed),
    kind('no id', 'vhd.uuid-missing', 'none', withFooter({ uuid: nilUuid })),
    kind('no id in a fixed image', 'vhd.uuid-missing', 'none', withFooter({ uuid: nilUuid }, 'end'), fixed),
    kind('a suspended machine', 'vhd.saved-state', 'possible', withFooter({ savedState: 1 })),
    kind(
      'two sizes',
      'vhd.size-ambiguous',
      'possible',
      withFooter({ creatorApplication: 'vpc ', cylinders: 30, heads: 4, sectorsPerTrack: 17 }),
    ),
    kind(
      'a fixed image with a gap before its footer',
      'vhd.surplus',
      undefined,
      (content) => joined(content.slice(0, MiB), new Uint8Array(4096), lastFooter(content)),
      fixed,
    ),
  ];
}

function headers(): readonly Damage[] {
  const kind = (
    name: string,
    code: FindingCode,
    loss: Loss | undefined,
    spoil: Damage['spoil'],
    from = own,
  ): Damage => ({
    name,
    code,
    loss,
    image: from,
    spoil,
  });
  return [
    kind('a damaged header', 'vhd.header-checksum', 'possible', garbled(512 + 60)),
    kind('a damaged parent name', 'vhd.header-checksum', 'possible', garbled(512 + 70), child),
    kind('a table with room to grow', 'vhd.table-extra', 'none', withHeader({ tableEntries: 100 })),
    kind('a table that was shortened', 'vhd.table-extra-used', undefined, (content) =>
      withHeader({ tableEntries: 100 })(withEntries(() => ({ 7: 8 }))(content)),
    ),
    {
      name: 'a header on top of the table',
      code: 'vhd.structures-overlap',
      loss: undefined,
      image: own,
      also: ['vhd.block-misplaced'],
      spoil(content) {
        content.copyWithin(1024, 512, 1536);
        return withFooter({ headerStart: 1024 })(content);
      },
    },
    kind(
      'a locator that points outside',
      'vhd.locator-damaged',
      'none',
      withLocator(0, locator('W2ku', 2 ** 40)),
      child,
    ),
    kind(
      'a locator that points beyond all that can be counted',
      'vhd.locator-damaged',
      'none',
      withLocator(0, locator('W2ku', 2048).fill(0xff, 16)),
      child,
    ),
    kind(
      'a locator that points at the table',
      'vhd.locator-damaged',
      'none',
      withLocator(1, locator('W2ru', 1536)),
      child,
    ),
    kind(
      'a locator with too little room',
      'vhd.locator-damaged',
      'none',
      withLocator(1, locator('W2ru', 3072, { space: 700 })),
      child,
    ),
    kind(
      'a locator of 4 GiB',
      'vhd.locator-damaged',
      'none',
      withLocator(0, locator('W2ku', 2048, { length: 0xffff_fff0 })),
      child,
    ),
    kind(
      'a child without names',
      'vhd.parent-unnamed',
      undefined,
      withHeader({
        parentName: new Uint8Array(0),
        parentLocators: Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size)),
      }),
      child,
    ),
    kind(
      'a batmap that calls a block full',
      'vhd.batmap-stale',
      'none',
      (content) => setBatmap(content, 2560, 0xc0),
      withBatmap(),
    ),
    kind(
      'the same with its map elsewhere',
      'vhd.batmap-stale',
      'none',
      (content) => setBatmap(content, 3584, 0xc0),
      withBatmap(3584),
    ),
  ];
}

function blocks(): readonly Damage[] {
  const kind = (
    name: string,
    code: FindingCode,
    loss: Loss | undefined,
    spoil: Damage['spoil'],
    from = own,
  ): Damage => ({
    name,
    code,
    loss,
    image: from,
    spoil,
  });
  return [
    kind(
      'a block on the header',
      'vhd.block-misplaced',
      'possible',
      withEntries(() => ({ 2: 1 })),
    ),
    kind(
      'a block on the table',
      'vhd.block-misplaced',
      'possible',
      withEntries(() => ({ 2: 3, 3: 0 })),
    ),
    kind(
      'a block outside',
      'vhd.block-outside',
      'possible',
      withEntries(() => ({ 2: 0xffff_fffe })),
    ),
    kind(
      'a block of a child outside',
      'vhd.block-outside',
      'possible',
      withEntries(() => ({ 1: 90_000 })),
      child,
    ),
    kind('a file that was cut', 'vhd.block-cut-off', 'possible', (content) => content.slice(0, -512 - 1000), child),
    kind(
      'a file that was cut inside its last block',
      'vhd.block-cut-off',
      'possible',
      (content) => content.slice(0, -200 * KiB),
      withBatmap(),
    ),
    kind(
      'a footer in the last block',
      'vhd.footer-inside-block',
      'possible',
      (content) => joined(content.slice(0, -512 - 100 * KiB), lastFooter(content)),
      child,
    ),
    kind(
      'a footer one sector too early',
      'vhd.footer-inside-block',
      'possible',
      (content) => joined(content.slice(0, -1024), lastFooter(content)),
      withBatmap(),
    ),
    kind(
      'a footer a part of a sector too early, over which the new one will lie',
      'vhd.footer-inside-block',
      'possible',
      (content) => joined(content.slice(0, -512 - 100), lastFooter(content)),
      withBatmap(),
    ),
    kind(
      'two blocks in one place',
      'vhd.blocks-overlap',
      'none',
      withEntries((entry) => ({ 2: entry(0) })),
    ),
    kind(
      'three blocks in one place',
      'vhd.blocks-overlap',
      'none',
      withEntries((entry) => ({ 2: entry(0), 3: entry(0) })),
    ),
    kind('a block inside another', 'vhd.blocks-overlap', 'none', (content) =>
      withOnes(withEntries((entry) => ({ 2: entry(0) + 1 }))(content), 2),
    ),
    kind('a block across two others', 'vhd.blocks-overlap', 'none', (content) =>
      withOnes(withEntries((entry) => ({ 3: entry(1) - 500 }))(content), 3),
    ),
    kind(
      'the last block in a place of another',
      'vhd.blocks-overlap',
      'none',
      withEntries((entry) => ({ 1: entry(4), 4: entry(4) })),
      () =>
        makeImage(vhd, {
          virtualSize: 4 * blockSize + 512,
          options: { blockSize },
          written: [{ start: 4 * blockSize, length: 512 }],
        }),
    ),
    kind(
      'a block on the path of the parent',
      'vhd.blocks-overlap',
      'none',
      withEntries(() => ({ 1: 6 })),
      child,
    ),
    kind(
      'an entry that was lost',
      'vhd.leak',
      undefined,
      withEntries(() => ({ 1: free })),
    ),
    kind(
      'the entry of the last block that was lost',
      'vhd.trailing',
      'none',
      withEntries(() => ({ 4: free })),
    ),
    kind('data in sectors that are not there', 'vhd.absent-data', undefined, (content) => {
      const start = viewOf(content).getUint32(1536) * 512;
      content[start] = 0xf0;
      content.set(patternAt(0, 4096), start + 512);
      return content;
    }),
  ];
}

/** What no program of today writes, but is legal. */
function curiosities(): readonly Damage[] {
  return [
    {
      name: 'features without the bit that is always set',
      code: 'vhd.features-odd',
      loss: undefined,
      image: own,
      spoil: withFooter({ features: 1 }),
    },
    {
      name: 'a fixed disk of no whole MiB',
      code: 'vhd.not-for-azure',
      loss: undefined,
      image: fixed,
      spoil: () => buildFixed(1 * MiB + 512),
    },
    {
      name: 'blocks that are not aligned',
      code: 'vhd.unaligned',
      loss: undefined,
      image: own,
      spoil: () => buildDynamic({ table: [4], header: { blockSize } }),
    },
  ];
}
