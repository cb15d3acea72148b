import { KiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { Loss } from '#shared/model/finding.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { header, header02, headerStart, imageTypes, lchs } from '#main/core/formats/vdi/layout.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import type { MemoryImage } from '#test/support/make-image.ts';
import { free, zero } from './build.ts';
import { healthy, someUuid, virtualSize, withExtraBytes } from './healthy.ts';
import { setEntries, setHeader, setPreHeader } from './spoil.ts';

/** One defect of an image that was healthy. */
export interface Damage {
  readonly name: string;
  readonly code: FindingCode;
  /** What its repair may cost; undefined where there is none. */
  readonly loss: Loss | undefined;
  /** What else is rightly found, and what of that is left when the defect has been repaired: all of it by default. */
  readonly also: readonly FindingCode[];
  readonly left: readonly FindingCode[];
  readonly image: () => Promise<MemoryImage>;
  readonly spoil: (image: MemoryImage) => Promise<void>;
}

type Spoil = Damage['spoil'];
type Others = Partial<Pick<Damage, 'image' | 'also' | 'left'>>;

const fixed = { image: healthy.static };
const child = { image: healthy['differencing image'] };
const old = { image: healthy['version 0.2'] };
const short = { image: healthy['short header'] };

/** What no repair can do anything about. */
const hopeless: readonly Damage[] = [
  damage('version 1.2', 'vdi.version', (image) => setPreHeader(image, { version: 0x0001_0002 })),
  damage('a file cut inside the header', 'vdi.header-unreadable', (image) => image.main.resize(300)),
  damage('a disk size above 2^53', 'vdi.header-unreadable', (image) =>
    image.main.write(headerStart + header.offsetOf('diskSize'), new Uint8Array(8).fill(0x7f)),
  ),
  damage('the undo type', 'vdi.undo', (image) => setHeader(image, { imageType: imageTypes.undo })),
  damage('an unknown type', 'vdi.image-type', (image) => setHeader(image, { imageType: 9 }), fixed),
  damage('a disk of 0 bytes', 'vdi.disk-size', (image) => setHeader(image, { diskSize: 0 })),
  damage('a disk beyond all limits', 'vdi.disk-too-large', (image) => setHeader(image, { diskSize: 8000 * TiB }), {
    also: ['vdi.map-too-small'],
  }),
  damage('blocks of 3 MiB', 'vdi.block-size', (image) => setHeader(image, { blockSize: 3 * MiB })),
  damage('3 extra bytes', 'vdi.block-extra', (image) => setHeader(image, { blockExtra: 3 })),
  damage('a map inside the header', 'vdi.map-overlaps-header', (image) => setHeader(image, { mapStart: 256 })),
  damage('data inside the map', 'vdi.map-overlaps-data', (image) => setHeader(image, { dataStart: 4100 })),
  damage('a file cut inside the map', 'vdi.map-truncated', (image) => image.main.resize(4100)),
  damage('a base that names a parent', 'vdi.link-contradictory', (image) => setHeader(image, { parentUuid: someUuid })),
  damage(
    'a child that names no parent',
    'vdi.link-contradictory',
    (image) => setHeader(image, { parentUuid: nilUuid }),
    child,
  ),
  damage(
    'a header size of 10 and a map inside the header',
    'vdi.header-size-in-doubt',
    (image) => setHeader(image, { headerSize: 10, mapStart: 100 }),
    { also: ['vdi.map-overlaps-header'] },
  ),
  damage('unknown flags', 'vdi.flags-unknown', (image) => setHeader(image, { flags: 0x102 })),
  damage(
    'two blocks in one slot of a static image',
    'vdi.slot-used-twice-no-room',
    (image) => setEntries(image, { 4: 1 }),
    { ...fixed, also: ['vdi.slot-unused'] },
  ),
  damage(
    'two blocks in one slot of a file that was cut',
    'vdi.slot-used-twice-no-room',
    async (image) => {
      await setEntries(image, { 1: 0 });
      await image.main.resize(3 * MiB);
    },
    { also: ['vdi.slot-missing'] },
  ),
  damage(
    'a map full of zeros',
    'vdi.slot-used-twice-no-room',
    (image) => image.main.write(4096, new Uint8Array(4 * 6)),
    { also: ['vdi.slot-unused'] },
  ),
  damage('a slot that no block names', 'vdi.slot-unused', (image) => setEntries(image, { 2: zero })),
  damage('a static image with a hole', 'vdi.static-hole', (image) => setEntries(image, { 1: free }), {
    ...fixed,
    also: ['vdi.slot-unused'],
  }),
  damage('a base that tells of a change of a parent', 'vdi.parent-modification-uuid', (image) =>
    setHeader(image, { parentModificationUuid: someUuid }),
  ),
  damage('extra bytes', 'vdi.extra-bytes', () => Promise.resolve(), { image: withExtraBytes }),
  damage('a disk that ends inside a sector', 'vdi.size-odd', (image) =>
    setHeader(image, { diskSize: virtualSize - 100 }),
  ),
];

/** What can be mended so that every byte reads as before. */
const harmless: readonly Damage[] = [
  lossless('a header size of 0', 'vdi.header-size', (image) => setHeader(image, { headerSize: 0 })),
  lossless(
    'a header size of 100 in a short header',
    'vdi.header-size',
    (image) => setHeader(image, { headerSize: 100 }),
    short,
  ),
  lossless('a header size of 1 MiB', 'vdi.header-size', (image) => setHeader(image, { headerSize: MiB }), fixed),
  lossless('a file cut inside a slot', 'vdi.slot-partial', (image) => image.main.resize(3 * MiB + 100)),
  lossless(
    'a static file cut inside its last slot',
    'vdi.slot-partial',
    (image) => image.main.resize(6 * MiB + 511),
    fixed,
  ),
  lossless('two blocks in one slot', 'vdi.slot-used-twice', (image) => setEntries(image, { 1: 2 })),
  lossless(
    'a block in the slot of another instead of its own',
    'vdi.slot-used-twice',
    (image) => setEntries(image, { 2: 0 }),
    { also: ['vdi.slot-unused'] },
  ),
  lossless(
    'two blocks in each slot',
    'vdi.slot-used-twice',
    (image) => setEntries(image, { 0: 0, 1: 1, 2: 2, 3: 0, 4: 1, 5: 2 }),
    short,
  ),
  lossless(
    'two blocks in one slot of a file that ends where the disk ends',
    'vdi.slot-used-twice',
    (image) => setEntries(image, { 1: 0 }),
    { image: healthy['last slot cut at the end of the disk'] },
  ),
  lossless('two blocks in one slot with extra bytes', 'vdi.slot-used-twice', (image) => setEntries(image, { 1: 1 }), {
    image: withExtraBytes,
    also: ['vdi.extra-bytes'],
  }),
  lossless('two blocks in one slot of version 0.2', 'vdi.slot-used-twice', (image) => setEntries(image, { 1: 1 }), old),
  lossless('a count below a slot in use', 'vdi.count-low', (image) => setHeader(image, { blocksAllocated: 2 })),
  lossless(
    'a count of 0 in a static image',
    'vdi.count-low',
    (image) => setHeader(image, { blocksAllocated: 0 }),
    fixed,
  ),
  lossless(
    'a count below a slot in use, version 0.2',
    'vdi.count-low',
    (image) => image.main.write(headerStart + header02.offsetOf('blocksAllocated'), new Uint8Array(4)),
    old,
  ),
  lossless('a count above the slots there are', 'vdi.count-high', (image) => setHeader(image, { blocksAllocated: 5 })),
  lossless(
    'a count above the number of blocks',
    'vdi.count-impossible',
    (image) => setHeader(image, { blocksAllocated: 0xffff_ffff }),
    fixed,
  ),
  lossless('a count of one more than there are blocks', 'vdi.count-impossible', (image) =>
    setHeader(image, { blocksAllocated: 7 }),
  ),
  lossless('bytes behind the last slot', 'vdi.trailing-bytes', (image) =>
    image.main.write(4 * MiB, new Uint8Array(700).fill(7)),
  ),
  lossless(
    'whole slots behind all that there can be',
    'vdi.trailing-bytes',
    (image) => image.main.resize(9 * MiB),
    fixed,
  ),
  lossless('no UUID', 'vdi.uuid-missing', (image) => setHeader(image, { uuid: nilUuid })),
  lossless('no UUID of the last modification', 'vdi.modification-uuid-missing', (image) =>
    setHeader(image, { modificationUuid: nilUuid }),
  ),
  lossless('old sectors of 0 bytes', 'vdi.sector-size', (image) => setHeader(image, { sectorSize: 0 })),
  lossless('sectors of 4 KiB', 'vdi.geometry-sector-size', (image) =>
    image.main.write(headerStart + header.size, lchs.encode({ cylinders: 0, heads: 0, sectors: 0, sectorSize: 4096 })),
  ),
];

/** What can be mended at a price. */
const costly: readonly Damage[] = [
  lossy('too few blocks in the header', 'vdi.map-too-small', (image) => setHeader(image, { blocks: 2 })),
  lossy('too large a disk, with room for its map', 'vdi.map-too-small', async (image) => {
    await setHeader(image, { diskSize: 3000 * MiB });
    // Not all ones, as a new image has it: the repair must not take these for slots.
    await image.main.write(4096 + 4 * 6, new Uint8Array(256 * KiB));
  }),
  lossy('a slot number out of range', 'vdi.slot-range', (image) => setEntries(image, { 0: 6 }), {
    also: ['vdi.slot-unused'],
  }),
  lossy('the largest slot number, in a child', 'vdi.slot-range', (image) => setEntries(image, { 2: 0xffff_fffd }), {
    ...child,
    also: ['vdi.slot-unused'],
  }),
  lossy('a file cut between two slots', 'vdi.slot-missing', (image) => image.main.resize(3 * MiB), {
    left: ['vdi.count-high'],
  }),
  lossy('a free block that names a slot behind the file', 'vdi.slot-missing', (image) => setEntries(image, { 1: 5 }), {
    also: ['vdi.count-low'],
    left: [],
  }),
];

/** Every kind of damage that is tried. */
export const damages: readonly Damage[] = [...hopeless, ...harmless, ...costly];

function damage(name: string, code: FindingCode, spoil: Spoil, others: Others = {}): Damage {
  const also = others.also ?? [];
  return { name, code, loss: undefined, image: healthy.dynamic, also, left: also, ...others, spoil };
}

function lossless(...[name, code, spoil, others]: Parameters<typeof damage>): Damage {
  return { ...damage(name, code, spoil, others), loss: 'none' };
}

function lossy(...[name, code, spoil, others]: Parameters<typeof damage>): Damage {
  return { ...damage(name, code, spoil, others), loss: 'possible' };
}

/** An image with that damage. */
export async function spoiled({ image: make, spoil }: Pick<Damage, 'image' | 'spoil'>): Promise<MemoryImage> {
  const image = await make();
  await spoil(image);
  return image;
}
