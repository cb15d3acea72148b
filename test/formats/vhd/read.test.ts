import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { sign } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, parentLocator } from '#main/core/formats/vhd/layout.ts';
import { nilUuid } from '#main/core/layout/fields.ts';
import { extentsOf, MemoryImage, openImage, readAll, sampleOf } from '#test/support/make-image.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';
import { buildDynamic, buildFixed, free, plainFooter, signedFooter, withEntries } from './build.ts';
import { check, codesOf, repair } from './check-image.ts';
import { edit } from './edit-image.ts';

const block = 2 * MiB;
const secondPlace = 4 + 4097;

const open = (bytes: Uint8Array, tolerance: 'strict' | 'rescue' = 'strict') =>
  openImage(vhd, new MemoryImage('disk.vhd', bytes), { tolerance });

const expectPattern = async (bytes: Uint8Array, size: number, written = [{ start: 0, length: size }]) => {
  const layer = await open(bytes);
  expect(layer.virtualSize).toBe(size);
  expect(firstDifference(await readAll(layer), patternWithin({ start: 0, length: size }, written), 0)).toBeUndefined();
  return layer;
};

/** Parent locators of which the first one leads behind all that can be counted, and the second one to the parent. */
function oddLocators(platform: string): Uint8Array[] {
  const locators = Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size));
  locators[0] = parentLocator.encode({ platform, space: 512, length: 24, start: 0 }).fill(0xff, 16);
  locators[1] = parentLocator.encode({ platform: 'W2ku', space: 512, length: 24, start: 3072 });
  return locators;
}

describe('numbers that no computer can count to', () => {
  it.each(['strict', 'rescue'] as const)('pass over one of the paths of the parent, %s', async (tolerance) => {
    const header = { parentUuid: '99999999-0506-4708-890a-0b0c0d0e0f10', parentLocators: oddLocators('W2ru') };
    const bytes = buildDynamic({ table: [8, free], footer: { diskType: 4 }, header });
    bytes.set(Buffer.from('C:\\parent.vhd', 'utf16le').subarray(0, 24), 3072);
    expect((await open(bytes, tolerance)).parent?.names).toEqual(['C:\\parent.vh']);
  });

  it('mean nothing in the locators of an image without a parent', async () => {
    const bytes = buildDynamic({ table: [4, free], header: { parentLocators: oddLocators('\0\0\0\0') } });
    const image = new MemoryImage('disk.vhd', bytes);
    const layer = await edit(image);
    await layer.write(block, patternAt(block, 512));
    await layer.flush();
    await expectPattern(image.main.bytes(), 2 * block, [{ start: 0, length: block + 512 }]);
  });

  it('may be what the disk had once, and stay when the footer is mended', async () => {
    const bytes = buildDynamic({ table: [7, free], footer: { uuid: nilUuid } });
    for (const at of [0, bytes.length - 512]) {
      const stored = bytes.subarray(at, at + 512).fill(0xfe, 40, 48);
      sign(stored, footer.offsetOf('checksum'));
    }
    const image = new MemoryImage('disk.vhd', bytes);
    await expectPattern(bytes, 2 * block, [{ start: 0, length: block }]);
    expect(codesOf((await check(image)).findings)).toEqual(['vhd.uuid-missing']);
    await repair(image);
    expect((await check(image)).findings).toEqual([]);
    const mended = image.main.bytes();
    for (const at of [0, mended.length - 512]) {
      expect(mended.subarray(at + 40, at + 48)).toEqual(new Uint8Array(8).fill(0xfe));
    }
  });
});

describe('reading VHD', () => {
  it('finds blocks wherever the table says they are', async () => {
    const layer = await open(buildDynamic({ table: [secondPlace, free, 4] }));
    expect(await extentsOf(layer, { start: 0, length: 3 * block })).toEqual([
      { kind: 'data', start: 0, length: block, stored: { file: 0, start: secondPlace * 512 + 512, length: block } },
      { kind: 'hole', start: block, length: block },
      { kind: 'data', start: 2 * block, length: block, stored: { file: 0, start: 2560, length: block } },
    ]);
  });

  it('finds a header and a table that lie elsewhere', async () => {
    const footer = { headerStart: 8192 };
    await expectPattern(buildDynamic({ table: [32, free], footer, header: { tableStart: 4096 } }), 2 * block, [
      { start: 0, length: block },
    ]);
  });

  it('takes sectors for holes that their bitmap calls absent, whatever lies there', async () => {
    const bitmap = new Uint8Array(512);
    bitmap.set([0x80, 0x01, 0xff]);
    const layer = await open(buildDynamic({ table: [4], bitmap }));
    expect(await extentsOf(layer, { start: 0, length: block })).toEqual([
      { kind: 'data', start: 0, length: 512, stored: { file: 0, start: 2560, length: 512 } },
      { kind: 'hole', start: 512, length: 14 * 512 },
      { kind: 'data', start: 15 * 512, length: 9 * 512, stored: { file: 0, start: 2560 + 15 * 512, length: 9 * 512 } },
      { kind: 'hole', start: 24 * 512, length: block - 24 * 512 },
    ]);
    expect(await extentsOf(layer, { start: 511, length: 2 })).toEqual([
      { kind: 'data', start: 511, length: 1, stored: { file: 0, start: 2560 + 511, length: 1 } },
      { kind: 'hole', start: 512, length: 1 },
    ]);
  });

  it('reads the bitmaps of tapdisk 0.1, whose words are reversed', async () => {
    const bitmap = new Uint8Array(512);
    bitmap.set([0, 0, 0, 0x80]);
    const creator = { creatorApplication: 'tap\0', creatorVersionMajor: 0, creatorVersionMinor: 1 };
    const [first] = await extentsOf(await open(buildDynamic({ table: [4], bitmap, footer: creator })), {
      start: 0,
      length: block,
    });
    expect(first).toEqual({ kind: 'data', start: 0, length: 512, stored: { file: 0, start: 2560, length: 512 } });
  });

  it('ignores table entries behind the end of the disk', async () => {
    const size = block + 512;
    const image = buildDynamic({ table: [4, secondPlace, free, free], footer: plainFooter(size) });
    await expectPattern(withEntries(image, { 2: 1, 3: 0 }), size);
  });

  it('needs nothing of the last block behind the end of the disk', async () => {
    const size = block + 512;
    const whole = buildDynamic({ table: [4, secondPlace], footer: plainFooter(size), footerLength: 0 });
    const cut = whole.slice(0, secondPlace * 512 + 512 + 512);
    await expectPattern(Uint8Array.from([...cut, ...signedFooter(plainFooter(size))]), size);
  });

  it.each([512, 511] as const)('reads a fixed image with a footer of %i bytes', async (footerLength) => {
    const layer = await expectPattern(buildFixed(3 * MiB + 512, { footerLength }), 3 * MiB + 512);
    expect(layer).toMatchObject({ variant: 'fixed', blockSize: null, facts: { footerLength } });
  });

  it('reads a fixed image whose header place has 32 bits set only, as the specification has it', async () => {
    await expectPattern(buildFixed(MiB, { footer: { headerStart: 0xffff_ffff } }), MiB);
  });

  it('reads a dynamic image with a footer of 511 bytes', async () => {
    await expectPattern(buildDynamic({ table: [4], footerLength: 511 }), block);
  });

  it('falls back to the copy when the footer is lost', async () => {
    const layer = await expectPattern(buildDynamic({ table: [4], footerLength: 0 }), block);
    expect(layer.facts).toMatchObject({ footerAt: 'start', footerLength: 0 });
  });

  it('does not take a file without an extension for its own second part', async () => {
    const image = new MemoryImage('disk', buildDynamic({ table: [4], footerLength: 0 }));
    image.siblings.set('disk', image.main);
    expect((await openImage(vhd, image)).virtualSize).toBe(block);
  });

  it('falls back to the copy when the footer is damaged', async () => {
    const image = buildDynamic({ table: [4] });
    image.fill(0x77, image.length - 460, image.length - 450);
    expect((await expectPattern(image, block)).facts).toMatchObject({ footerAt: 'start', footerChecksum: 'correct' });
  });

  it('reads a footer whose hidden mark was set after summing', async () => {
    const image = buildDynamic({ table: [4], footer: { creatorApplication: 'tap\0' } });
    for (const footerStart of [0, image.length - 512]) image[footerStart + 85] = 1;
    await expectPattern(image, block);
  });

  it('believes the end of a fixed image whose guest holds a VHD', async () => {
    const image = buildFixed(MiB);
    image.set(signedFooter({ ...plainFooter(block), uuid: '99999999-0506-4708-890a-0b0c0d0e0f10' }));
    const layer = await open(image);
    expect(layer).toMatchObject({ variant: 'fixed', virtualSize: MiB });
  });

  it('shows who made the image and what its footer and header say', async () => {
    const footer = { creatorApplication: 'd2v\0', creatorVersionMajor: 1, creatorVersionMinor: 2, savedState: 1 };
    expect(await open(buildDynamic({ table: [free, free], footer }))).toMatchObject({
      variant: 'dynamic',
      creator: 'd2v 1.2, Wi2k',
      uuid: '01020304-0506-4708-890a-0b0c0d0e0f10',
      blockSize: block,
      facts: {
        created: '2000-01-02T00:00:00.000Z',
        diskType: 3,
        currentSize: 2 * block,
        originalSize: 2 * block,
        geometry: '1/4/17',
        geometrySize: 34_816,
        footerAt: 'end',
        footerChecksum: 'correct',
        footerLength: 512,
        savedState: 1,
        headerStart: 512,
        headerChecksum: 'correct',
        tableStart: 1536,
        tableEntries: 2,
      },
    });
  });

  it('reads around damage when it is asked to rescue', async () => {
    const cut = buildDynamic({ table: [4, free, free], footerLength: 0 }).slice(0, 2560 + 64 * KiB);
    const layer = await open(withEntries(cut, { 1: 1, 2: 90_000 }), 'rescue');
    expect(await extentsOf(layer, { start: 0, length: 3 * block })).toEqual([
      { kind: 'data', start: 0, length: 64 * KiB, stored: { file: 0, start: 2560, length: 64 * KiB } },
      { kind: 'lost', start: 64 * KiB, length: 3 * block - 64 * KiB },
    ]);
  });
});

describe('recognising VHD', () => {
  const probe = (bytes: Uint8Array) => vhd.probe(sampleOf(new MemoryImage('disk', bytes))).match;

  it('is certain of whole images of each kind', () => {
    const images = [buildDynamic({ table: [4] }), buildFixed(MiB), buildFixed(MiB, { footerLength: 511 })];
    expect(images.map(probe)).toEqual(['certain', 'certain', 'certain']);
  });

  it('is certain of a dynamic image that lost its footer', () => {
    expect(probe(buildDynamic({ table: [4], footerLength: 0 }))).toBe('certain');
  });

  it('is not certain of a footer that does not fit its file', () => {
    const longer = Uint8Array.from([...new Uint8Array(512), ...buildFixed(MiB)]);
    const damaged = buildFixed(MiB).fill(1, -400, -399);
    expect([longer, damaged].map(probe)).toEqual(['possible', 'possible']);
  });

  it('does not take a file for a VHD that only mentions one', () => {
    expect(probe(new TextEncoder().encode('a text on conectix and cxsparse'.padEnd(4096)))).toBe('no');
  });
});
