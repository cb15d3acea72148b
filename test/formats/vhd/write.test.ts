import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '#shared/model/bytes.ts';
import { isIntact } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, header, largestDynamic, largestFixed } from '#main/core/formats/vhd/layout.ts';
import { planVhd } from '#main/core/formats/vhd/plan.ts';
import { viewOf } from '#main/core/layout/struct.ts';
import { fixedIdentity, makeImage, MemoryImage } from '#test/support/make-image.ts';
import { patternWithin } from '#test/support/patterns.ts';

const block = 2 * MiB;
const granule = 64 * KiB;

async function make(virtualSize: number, starts: readonly number[] = []): Promise<Uint8Array> {
  const written = starts.map((start) => ({ start, length: granule }));
  return (await makeImage(vhd, { virtualSize, written })).main.bytes();
}

describe('writing VHD', () => {
  it('writes a footer that every program takes the exact size from', async () => {
    const image = await make(5 * MiB);
    expect(footer.decode(image)).toMatchObject({
      cookie: 'conectix',
      features: 2,
      version: 0x1_0000,
      headerStart: 512,
      timestamp: Date.UTC(2024, 1, 29, 12, 34, 56) / 1000 - 946_684_800,
      creatorApplication: 'plat',
      creatorHost: 'Wi2k',
      originalSize: 5 * MiB,
      currentSize: 5 * MiB,
      cylinders: 65535,
      heads: 16,
      sectorsPerTrack: 255,
      diskType: 3,
      uuid: '01020304-0506-4708-890a-000000000001',
      savedState: 0,
    });
    expect(isIntact(image.subarray(0, 512), footer.offsetOf('checksum'))).toBe(true);
    expect(image.subarray(-512)).toEqual(image.subarray(0, 512));
  });

  it('writes the true geometry where it agrees with the size', async () => {
    const image = await make(1_032_192 * 512);
    expect(footer.decode(image)).toMatchObject({ cylinders: 1024, heads: 16, sectorsPerTrack: 63 });
  });

  it('writes a header with exactly as many table entries as the disk needs', async () => {
    const part = (await make(3 * block)).subarray(512, 1536);
    expect(header.decode(part)).toMatchObject({
      cookie: 'cxsparse',
      tableStart: 1536,
      tableEntries: 3,
      blockSize: block,
    });
    expect(part.subarray(8, 16)).toEqual(new Uint8Array(8).fill(0xff));
    expect(isIntact(part, header.offsetOf('checksum'))).toBe(true);
  });

  it('takes 2560 bytes for an empty disk', async () => {
    expect(await make(5 * MiB)).toHaveLength(512 + 1024 + 512 + 512);
  });

  it('puts the data of every block on a multiple of 4 KiB, behind a bitmap of ones', async () => {
    const image = await make(4 * block, [block, 3 * block + granule]);
    const entries = Array.from({ length: 5 }, (_, i) => viewOf(image).getUint32(1536 + 4 * i));
    expect(entries).toEqual([0xffff_ffff, 7, 0xffff_ffff, 7 + 4104, 0xffff_ffff]);
    const places = [8 * 512, (8 + 4104) * 512];
    expect(places.map((place) => place % 4096)).toEqual([0, 0]);
    for (const place of places) {
      expect(image.subarray(place - 512, place)).toEqual(new Uint8Array(512).fill(0xff));
    }
    expect(image.length).toBe((places[1] ?? 0) + block + 512);
  });

  it('leaves nothing that looks like an image until the end', async () => {
    const [variant] = vhd.variants;
    const image = new MemoryImage('disk.vhd');
    const sink = await variant?.create?.(image.asTarget(), {
      virtualSize: 2 * block,
      options: vhd.options().parse({}),
      identity: fixedIdentity(),
    });
    await sink?.data(0, new Uint8Array(2 * block).fill(1));
    expect(image.main.bytes().subarray(0, 2048)).toEqual(new Uint8Array(2048));
  });

  it('writes a fixed image as the disk with a footer that names no header', async () => {
    const written = [{ start: MiB, length: granule }];
    const image = (await makeImage(vhd, { variant: 'fixed', virtualSize: 5 * MiB, written })).main.bytes();
    expect(image).toHaveLength(5 * MiB + 512);
    expect(image.subarray(0, 5 * MiB)).toEqual(patternWithin({ start: 0, length: 5 * MiB }, written));
    const stored = image.subarray(-512);
    expect(stored.subarray(16, 24)).toEqual(new Uint8Array(8).fill(0xff));
    expect(isIntact(stored, footer.offsetOf('checksum'))).toBe(true);
    expect(footer.decode(stored)).toMatchObject({
      headerStart: null,
      creatorApplication: 'plat',
      currentSize: 5 * MiB,
      cylinders: 65535,
      diskType: 2,
      uuid: '01020304-0506-4708-890a-000000000001',
    });
  });

  it('leaves a fixed image without a footer until the end', async () => {
    const variant = vhd.variants.find(({ info }) => info.id === 'fixed');
    const image = new MemoryImage('disk.vhd');
    const sink = await variant?.create?.(image.asTarget(), {
      virtualSize: MiB,
      options: vhd.options().parse({}),
      identity: fixedIdentity(),
    });
    await sink?.data(0, new Uint8Array(MiB).fill(1));
    expect(image.main.bytes().subarray(-512)).toEqual(new Uint8Array(512));
  });

  it('keeps every offset of the largest fixed image exact', () => {
    expect(largestFixed % 512).toBe(0);
    expect(Number.isSafeInteger(largestFixed + 512)).toBe(true);
    expect(Number.isSafeInteger(largestFixed + 1024)).toBe(false);
  });

  it('has room for 2040 GiB, and says so when small blocks do not', () => {
    expect(planVhd(largestDynamic, block).blocks).toBe(1_044_480);
    expect(() => planVhd(largestDynamic, 512 * KiB)).toThrow(
      expect.objectContaining({ reason: 'vhd.block-size-too-small' }),
    );
    expect(planVhd(2032 * GiB, 512 * KiB).blocks).toBe(4_161_536);
  });
});
