import { readFile, readdir, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { mostLostRanges } from '#shared/model/convert.ts';
import { compare } from '#main/core/operations/compare.ts';
import { convert, type ConvertJob } from '#main/core/operations/convert.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { hash } from '#main/core/operations/hash.ts';
import { planConversion } from '#main/core/operations/plan-conversion.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { buildCowd } from '#test/formats/vmdk/build-esx.ts';
import { healthy } from '#test/formats/vmdk/damage.ts';
import { entryOf } from '#test/formats/vmdk/spoil.ts';
import { makeImage, openImage, readAll, type MemoryImage } from '#test/support/make-image.ts';
import { runCli } from '#test/support/run-cli.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

const virtualSize = 5 * MiB + 512;

const makeVdi = () => makeImage(vdi, { virtualSize, written: [{ start: 0, length: virtualSize }] });

/** Writes an image of which the end is missing. */
async function cutVdi(name: string, missing: number): Promise<Uint8Array> {
  const image = await makeVdi();
  const bytes = image.main.bytes();
  await writeFile(folder.at(name), bytes.subarray(0, bytes.length - missing));
  return readAll(await openImage(vdi, image));
}

async function writeAll(image: MemoryImage): Promise<void> {
  for (const { name, bytes } of image.contents()) await writeFile(folder.at(name), bytes);
}

const salvage = (source: string, target: string, more: Partial<ConvertJob> = {}) =>
  convert({ source: folder.at(source), target: folder.at(target), salvage: true, ...more }, unwatched);

describe('converting with salvage', () => {
  it('writes what can be read, zeros for the rest, tells of it, and verifies what was written', async () => {
    const original = await cutVdi('cut.vdi', MiB + 3 * KiB);
    const result = await salvage('cut.vdi', 'target.img');
    // The last block holds one sector of the disk, and is missing as a whole.
    expect(result).toMatchObject({
      verified: true,
      lostRanges: 1,
      lost: [{ start: 5 * MiB - 3 * KiB, length: 3 * KiB + 512 }],
    });
    expect(result.lostBytes).toBe(3 * KiB + 512);
    const content = await readFile(folder.at('target.img'));
    expect(Buffer.compare(content, Buffer.from(original).fill(0, 5 * MiB - 3 * KiB))).toBe(0);
  });

  it.each(['vdi', 'vhd', 'vmdk'])('gives the same disk as %s', async (extension) => {
    await cutVdi('cut.vdi', 2 * MiB);
    await salvage('cut.vdi', 'target.img');
    await salvage('cut.vdi', `target.${extension}`);
    const pair = { first: folder.at('target.img'), second: folder.at(`target.${extension}`) };
    expect(await compare({ ...pair, firstFormat: 'raw' }, unwatched)).toMatchObject({ identical: true });
  });

  it('loses nothing of a healthy image, and says so', async () => {
    await cutVdi('whole.vdi', 0);
    expect(await salvage('whole.vdi', 'target.img')).toMatchObject({ lost: [], lostBytes: 0, lostRanges: 0 });
    const plain = await convert({ source: folder.at('whole.vdi'), target: folder.at('plain.img') }, unwatched);
    expect(plain).not.toHaveProperty('lost');
  });

  it('is the only way to read a damaged image: without it, nothing is read', async () => {
    await cutVdi('cut.vdi', 2 * MiB);
    const source = folder.at('cut.vdi');
    const strict = [
      () => convert({ source, target: folder.at('target.img') }, unwatched),
      () => planConversion({ source, target: folder.at('target.img') }, unwatched),
      () => hash({ path: source }, unwatched),
      () => compare({ first: source, second: source }, unwatched),
    ];
    for (const work of strict) await expect(work()).rejects.toMatchObject({ reason: 'vdi.block-truncated' });
    expect(await readdir(folder.path)).toEqual(['cut.vdi']);
    const input = { source, target: folder.at('target.img'), salvage: true };
    expect(await planConversion(input, unwatched)).toMatchObject({ virtualSize });
  });

  it('reports a grain that does not inflate, and keeps the others', async () => {
    const image = await healthy.streamOptimized();
    const original = await readAll(await openImage(vmdk, image));
    const damaged = (await entryOf(image.main, 1)) * 512 + 300;
    await image.main.write(damaged, new Uint8Array(40).fill(0xee));
    await writeAll(image);
    expect(await salvage('disk.vmdk', 'target.img')).toMatchObject({ lost: [{ start: 64 * KiB, length: 64 * KiB }] });
    const content = await readFile(folder.at('target.img'));
    content.copy(original, 64 * KiB, 64 * KiB, 128 * KiB);
    expect(Buffer.compare(content, original)).toBe(0);
  });

  it('never shows the parent where the content of a child is lost', async () => {
    await writeFile(folder.at('parent.vdi'), (await makeVdi()).main.bytes());
    await createChild({ target: folder.at('child.vdi'), parent: folder.at('parent.vdi') }, unwatched);
    const child = await readFile(folder.at('child.vdi'));
    const mapStart = child.readUInt32LE(0x154);
    child.writeUInt32LE(3, mapStart + 4); // a slot that the file does not have
    await writeFile(folder.at('child.vdi'), child);
    expect(await salvage('child.vdi', 'target.img')).toMatchObject({ lost: [{ start: MiB, length: MiB }] });
    const content = await readFile(folder.at('target.img'));
    expect([
      content[MiB - 1],
      content.subarray(MiB, 2 * MiB).every((byte) => byte === 0),
      content[2 * MiB + 7],
    ]).toEqual([expect.any(Number), true, 0xa5]);
  });

  it('refuses a child whose parent is missing: the result would be a mixture', async () => {
    await writeFile(folder.at('parent.vdi'), (await makeVdi()).main.bytes());
    await createChild({ target: folder.at('child.vdi'), parent: folder.at('parent.vdi') }, unwatched);
    await writeFile(folder.at('parent.vdi'), new Uint8Array(100));
    await expect(salvage('child.vdi', 'target.img')).rejects.toMatchObject({ reason: 'chain.parent-missing' });
  });

  it('lists the first ranges of very many, and counts all of them', async () => {
    // Every other grain, of one sector, lies behind the end of the file.
    const far = Object.fromEntries(Array.from({ length: 12_000 }, (_, i) => [2 * i, 0x00ff_ffff]));
    await writeFile(folder.at('disk.vmdk'), buildCowd({ grains: far, header: { capacity: 24_000 } }));
    const result = await salvage('disk.vmdk', 'target.img');
    expect(result).toMatchObject({ lostRanges: 12_000, lostBytes: 12_000 * 512 });
    expect(result.lost).toHaveLength(mostLostRanges);
  });
});

describe('platter convert --salvage', () => {
  it('says how much is lost and where, warns on stderr, and ends well', async () => {
    await cutVdi('cut.vdi', MiB + 3 * KiB);
    const run = await runCli(['convert', '--salvage', 'cut.vdi', 'target.img'], { folder: folder.path });
    expect(run.code).toBe(0);
    expect(run.stdout).toContain('3.5 KiB (3584 bytes) in one range');
    expect(run.stdout).toContain(`from byte ${String(5 * MiB - 3 * KiB)} on`);
    expect(run.stderr).toContain('platter: 3.5 KiB (3584 bytes) of the disk could not be salvaged');
  });

  it('does not warn when nothing is lost', async () => {
    await cutVdi('whole.vdi', 0);
    const run = await runCli(['convert', '--salvage', 'whole.vdi', 'target.img'], { folder: folder.path });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    expect(run.stdout).toMatch(/lost +nothing/);
  });
});
