import { describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { isIntactFooter } from '#main/core/formats/vhd/checksum.ts';
import { footerAtEnd } from '#main/core/formats/vhd/find-footer.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { Recorder } from '#test/support/crash.ts';
import { makeImage, openImage, readAll, readLayer } from '#test/support/make-image.ts';
import { firstDifference, patternAt, patternWithin } from '#test/support/patterns.ts';
import { buildDynamic, free } from './build.ts';
import { countFooters, edit, entriesOf, imageOf, recorded } from './edit-image.ts';

const block = 2 * MiB;
const granule = 64 * KiB;

describe('writing into a dynamic VHD', () => {
  it('gives the file that a new image with the same data has', async () => {
    const written = [
      { start: granule, length: granule },
      { start: 2 * block, length: 2 * granule },
      { start: 3 * block - granule, length: granule },
    ];
    const image = await makeImage(vhd, { virtualSize: 4 * block });
    const layer = await edit(image);
    for (const { start, length } of written) await layer.write(start, patternAt(start, length));
    await layer.flush();
    const expected = (await makeImage(vhd, { virtualSize: 4 * block, written })).main.bytes();
    expect(firstDifference(image.main.bytes(), expected, 0)).toBeUndefined();
  });

  it('has one good footer at the end of the file whenever the power is cut', async () => {
    const image = await makeImage(vhd, { virtualSize: 12 * MiB, options: { blockSize: 512 * KiB } });
    const recorder = new Recorder();
    const layer = await edit(recorded(image, recorder));
    for (const at of [0, 5, 6, 7, 8, 9, 20, 21]) await layer.write(at * 512 * KiB, patternAt(at * 512 * KiB, 4096));
    await layer.flush();
    await layer.write(2 * MiB, patternAt(2 * MiB, 4096));
    await layer.discard({ start: 0, length: 512 * KiB });
    await layer.flush();
    await layer.write(6 * MiB, patternAt(6 * MiB, 4096));
    await layer.flush();
    let cuts = 0;
    for (const { title, files } of recorder.cuts()) {
      const found = footerAtEnd(files.get(image.name) ?? new Uint8Array(0));
      expect(found !== undefined && isIntactFooter(found.stored), title).toBe(true);
      cuts += 1;
    }
    expect(cuts).toBeGreaterThan(50);
  });

  it('shares footers and flushes between many blocks, and leaves no room behind the last one', async () => {
    const image = await makeImage(vhd, { virtualSize: 40 * MiB, options: { blockSize: 512 * KiB } });
    const recorder = new Recorder();
    const layer = await edit(recorded(image, recorder));
    for (let at = 0; at < 40 * MiB; at += 512 * KiB) await layer.write(at, patternAt(at, 4096));
    await layer.flush();
    expect(recorder.steps.filter(({ kind }) => kind === 'flush').length).toBeLessThanOrEqual(10);
    const bytes = image.main.bytes();
    expect(countFooters(bytes)).toBe(2);
    const last = Math.max(...entriesOf(bytes, 80));
    expect(bytes).toHaveLength((last + 1) * 512 + 512 * KiB + 512);
  });

  it('writes the data of a block before the entry that leads to it, with a flush between them', async () => {
    const image = await makeImage(vhd, { virtualSize: 4 * block });
    const recorder = new Recorder();
    const layer = await edit(recorded(image, recorder));
    await layer.write(block, patternAt(block, 4096));
    await layer.flush();
    const order = recorder.steps.map((step) => (step.kind === 'write' ? step.at : step.kind));
    const place = 7 * 512;
    expect(order).toEqual([
      // The new footer; the old one is cleared, bitmap and data; the bitmap as the cache has it, and the entry.
      ...[place + 512 + block, 'flush'],
      ...[2048, place, place + 512, 'flush'],
      ...[place, 1536 + 4, 'flush'],
    ]);
  });
});

describe('a dynamic VHD of other programs', () => {
  it('keeps its footer of 511 bytes until a block is added, and has a whole one then', async () => {
    const image = imageOf(buildDynamic({ table: [4, free], footerLength: 511 }));
    const before = image.main.size;
    const layer = await edit(image);
    await layer.write(512, patternAt(0, 512));
    await layer.flush();
    expect(image.main.size).toBe(before);
    await layer.write(block, patternAt(block, 512));
    await layer.flush();
    const bytes = image.main.bytes();
    expect(bytes.subarray(-512)).toEqual(bytes.subarray(0, 512));
    expect(await readLayer(await openImage(vhd, image), { start: block, length: 512 })).toEqual(patternAt(block, 512));
  });

  it('gets the bit of a sector when that is written, and keeps the others', async () => {
    const image = imageOf(buildDynamic({ table: [4], bitmap: new Uint8Array(512).fill(0b1000_0000, 0, 1) }));
    const layer = await edit(image);
    await layer.write(2 * 512, patternAt(2 * 512, 9 * 512));
    await layer.flush();
    expect([...image.main.bytes().subarray(4 * 512, 4 * 512 + 3)]).toEqual([0b1011_1111, 0b1110_0000, 0]);
    const expected = patternWithin({ start: 0, length: block }, [
      { start: 0, length: 512 },
      { start: 1024, length: 9 * 512 },
    ]);
    expect(firstDifference(await readAll(await openImage(vhd, image)), expected, 0)).toBeUndefined();
  });

  it('gets the bits of tapdisk 0.1 where that has them', async () => {
    const tapdisk = { creatorApplication: 'tap\0', creatorVersionMajor: 0, creatorVersionMinor: 1 };
    const image = imageOf(buildDynamic({ table: [4], bitmap: new Uint8Array(512), footer: tapdisk }));
    const layer = await edit(image);
    await layer.write(0, patternAt(0, 9 * 512));
    await layer.flush();
    expect([...image.main.bytes().subarray(4 * 512, 4 * 512 + 5)]).toEqual([0, 0, 0b1000_0000, 0xff, 0]);
    const expected = patternWithin({ start: 0, length: block }, [{ start: 0, length: 9 * 512 }]);
    expect(firstDifference(await readAll(await openImage(vhd, image)), expected, 0)).toBeUndefined();
  });

  it('shows zeros in a new block, whatever was left in the file where it goes', async () => {
    const built = buildDynamic({ table: [4, free] });
    const gap = 100 * KiB;
    // As a crash of some program leaves it: something between the last block and the footer.
    const image = imageOf(Buffer.concat([built.subarray(0, -512), Buffer.alloc(gap, 0xee), built.subarray(-512)]));
    const layer = await edit(image);
    await layer.write(block + 4096, patternAt(block + 4096, 4096));
    await layer.flush();
    const expected = patternWithin({ start: 0, length: 2 * block }, [
      { start: 0, length: block },
      { start: block + 4096, length: 4096 },
    ]);
    expect(firstDifference(await readAll(await openImage(vhd, image)), expected, 0)).toBeUndefined();
    const place = (entriesOf(image.main.bytes(), 2)[1] ?? 0) * 512;
    expect(image.main.bytes().subarray(place + 512, place + 512 + 4096)).toEqual(new Uint8Array(4096));
  });

  it('keeps a last block that ends with the disk apart from the blocks that follow it', async () => {
    // The second block is cut after its first sector, where the third of the file begins.
    const whole = buildDynamic({ table: [4, 4 + 4097], footer: { currentSize: block + 512 } });
    const cut = (4 + 4097 + 2) * 512;
    const image = imageOf(Buffer.concat([whole.subarray(0, cut), whole.subarray(-512)]));
    const layer = await edit(image);
    await layer.write(block, patternAt(7 * 512, 512));
    await layer.flush();
    expect(image.main.size).toBe(cut + 512);
    const content = await readAll(await openImage(vhd, image));
    expect(content.subarray(block)).toEqual(patternAt(7 * 512, 512));
    expect(content.subarray(0, block)).toEqual(patternAt(0, block));
  });
});

describe('giving blocks of a dynamic VHD back', () => {
  it('frees the room of a block for the next one, but not before the flush', async () => {
    const image = imageOf(buildDynamic({ table: [4, 4 + 4097, free, free] }));
    const layer = await edit(image);
    await layer.discard({ start: 0, length: block });
    await layer.write(2 * block, patternAt(2 * block, 512));
    await layer.flush();
    const [first, , third = 0] = entriesOf(image.main.bytes(), 4);
    expect(first).toBe(free);
    expect(third).toBeGreaterThan(4 + 4097);
    const { size } = image.main;
    await layer.write(3 * block, patternAt(3 * block, 512));
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 4)[3]).toBe(4);
    expect(image.main.size).toBe(size);
    const expected = patternWithin({ start: 0, length: 4 * block }, [
      { start: block, length: block },
      { start: 2 * block, length: 512 },
      { start: 3 * block, length: 512 },
    ]);
    expect(firstDifference(await readAll(await openImage(vhd, image)), expected, 0)).toBeUndefined();
  });

  it('makes a part of a block zeros', async () => {
    const image = imageOf(buildDynamic({ table: [4] }));
    const layer = await edit(image);
    await layer.zero({ start: 512, length: block - 512 });
    await layer.flush();
    expect(entriesOf(image.main.bytes(), 1)).toEqual([4]);
    const expected = patternWithin({ start: 0, length: block }, [{ start: 0, length: 512 }]);
    expect(firstDifference(await readAll(await openImage(vhd, image)), expected, 0)).toBeUndefined();
  });
});
