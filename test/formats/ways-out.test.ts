import { describe, expect, it, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { errorRows } from '#shared/text/errors/index.ts';
import { rescues } from '#shared/text/errors/ways-out.ts';
import type { DiskFormat } from '#main/core/disk/format.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sectorSize, sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import type { MemoryFile } from '#main/core/io/memory-file.ts';
import { MemoryImage, openImage, readAll } from '#test/support/make-image.ts';
import { dishonesty, lostBytes, salvage } from '#test/support/salvage.ts';
import { healthy as healthyVdi } from './vdi/healthy.ts';
import { setEntries as setSlots } from './vdi/spoil.ts';
import { buildFixed, withEntries } from './vhd/build.ts';
import { own } from './vhd/damage.ts';
import { buildSeSparse } from './vmdk/build-esx.ts';
import { healthy } from './vmdk/damage.ts';
import { entryOf, flip, setEntries, setHeader, setTables } from './vmdk/spoil.ts';

/** An image that is refused for a reason, made out of a healthy one that tells what it held. */
interface Refused {
  readonly format: DiskFormat;
  readonly image: () => MemoryImage | Promise<MemoryImage>;
  readonly spoiled: (image: MemoryImage) => MemoryImage | Promise<unknown>;
}

/** Beyond the end of every file here. */
const far = 0x0700_0000;
const extent = (image: MemoryImage) => image.siblings.get('disk-s002.vmdk') as MemoryFile;
const seSparse = (recipe: Parameters<typeof buildSeSparse>[0]) =>
  new MemoryImage('disk.vmdk', buildSeSparse({ ...recipe, grains: { 0: 'data', 5000: 'data', ...recipe?.grains } }));
const withBlock = (entries: Readonly<Record<number, number>>) => (image: MemoryImage) =>
  new MemoryImage(image.name, withEntries(image.main.bytes().slice(), entries));

const sparse = { format: vmdk, image: healthy.monolithicSparse };
const set = { format: vmdk, image: healthy.twoGbMaxExtentSparse };
const stream = { format: vmdk, image: healthy.streamOptimized };
const host = { format: vmdk, image: () => seSparse({}) };

const refused: Readonly<Record<string, Refused>> = {
  'vdi.slot-range': { format: vdi, image: healthyVdi.dynamic, spoiled: (image) => setSlots(image, { 1: 77 }) },
  'vdi.block-truncated': { format: vdi, image: healthyVdi.dynamic, spoiled: ({ main }) => main.resize(3 * MiB + 100) },
  'vhd.data-truncated': {
    format: vhd,
    image: () => new MemoryImage('disk.vhd', buildFixed(MiB + 512)),
    spoiled: ({ name }) => new MemoryImage(name, buildFixed(MiB, { footer: { currentSize: MiB + 512 } })),
  },
  'vhd.block-place': { format: vhd, image: own, spoiled: withBlock({ 0: 3 }) },
  'vhd.block-truncated': { format: vhd, image: own, spoiled: withBlock({ 0: far }) },
  'vmdk.extent-short': {
    format: vmdk,
    image: healthy.monolithicFlat,
    spoiled: (image) => (image.siblings.get('disk-flat.vmdk') as MemoryFile).resize(MiB - 4096),
  },
  'vmdk.extent-size': { ...set, spoiled: (image) => setHeader(extent(image), { capacity: 1024 }) },
  'vmdk.not-sparse': { ...set, spoiled: (image) => extent(image).write(0, new Uint8Array(sectorSize)) },
  'vmdk.directory-outside': { ...sparse, spoiled: ({ main }) => setHeader(main, { directory: far }) },
  'vmdk.table-outside': { ...sparse, spoiled: ({ main }) => setTables(main, { 1: far }, 'both') },
  'vmdk.bad-grain': { ...sparse, spoiled: ({ main }) => setEntries(main, { 4: far }) },
  'vmdk.bad-entry': { ...host, spoiled: () => seSparse({ grains: { 3: 1n } }) },
  'vmdk.directory-entry': { ...host, spoiled: () => seSparse({ directory: { 1: 5n } }) },
  'vmdk.footer-differs': {
    ...stream,
    spoiled({ main }) {
      const footer = main.size - 2 * sectorSize;
      const fields = sparseHeader.decode(main.bytes().subarray(footer));
      return main.write(footer, sparseHeader.encode({ ...fields, capacity: 8 }));
    },
  },
  'vmdk.grain-marker': {
    ...stream,
    spoiled: async ({ main }) => main.write((await entryOf(main, 1)) * sectorSize + 1, Uint8Array.of(5)),
  },
  'vmdk.grain-corrupt': {
    ...stream,
    spoiled: async ({ main }) => flip(main, (await entryOf(main, 2)) * sectorSize + 100),
  },
};

describe('a refusal that offers to save what can still be read', () => {
  test('is tried below, whichever it is', () => {
    const offering = Object.entries(errorRows).filter(([, { says }]) => says.endsWith(rescues));
    expect(Object.keys(refused).sort()).toEqual(offering.map(([reason]) => reason).sort());
  });

  it.each(Object.entries(refused))('holds what it offers: %s', async (reason, { format, image: make, spoiled }) => {
    const image = await make();
    const original = await readAll(await openImage(format, image));
    const made = await spoiled(image);
    const damaged = made instanceof MemoryImage ? made : image;
    const strictly = async () => readAll(await openImage(format, damaged));
    await expect(strictly()).rejects.toMatchObject({ reason, code: 'damaged' });

    const found = await salvage(format, damaged);
    expect(found).not.toHaveProperty('reason');
    expect(dishonesty(found, original)).toBeUndefined();
    expect(lostBytes(found, original)).toBeLessThan(original.length);
  });
});
