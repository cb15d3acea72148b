import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { KiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { Finding } from '#shared/model/finding.ts';
import { fill } from '#shared/text/fill.ts';
import { vdiFindings } from '#shared/text/findings/vdi.ts';
import { Findings } from '#main/core/disk/findings.ts';
import { ImageFolder } from '#main/core/disk/image-folder.ts';
import { checkVdi } from '#main/core/formats/vdi/check.ts';
import { vdi } from '#main/core/formats/vdi/index.ts';
import { corpusImages, unpack } from '#test/support/corpus.ts';
import { counted } from '#test/support/counted.ts';
import { makeImage, MemoryImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { makeWithQemu, qemuImg, qemuVariants } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cancellingAt } from '#test/support/watch.ts';
import { buildVdi } from './build.ts';
import { check, limits, patchesFor } from './checking.ts';
import { damages, spoiled } from './damage.ts';
import { content, healthy } from './healthy.ts';

describe('checking VDI', () => {
  it.each(Object.entries(healthy))('finds nothing in a healthy image: %s', async (_, image) => {
    expect((await check(await image())).findings).toEqual([]);
  });

  it.each(damages)('finds $name', async (damage) => {
    const { findings, codes } = await check(await spoiled(damage));
    const first = findings.find(({ code }) => code === damage.code);
    expect({ codes, loss: first?.fix?.loss }).toEqual({
      codes: [damage.code, ...damage.also].sort(),
      loss: damage.loss,
    });
    // A fact that a sentence asks for and does not get shows as its name in braces.
    expect(findings.map(sentenceOf).filter((sentence) => sentence.includes('{'))).toEqual([]);
  });

  it('has damage to try for every kind of finding', () => {
    const tried = new Set<string>(damages.map(({ code }) => code));
    expect(Object.keys(vdiFindings).filter((code) => !tried.has(code))).toEqual([]);
  });

  it('counts blocks', async () => {
    expect((await check(await healthy.dynamic())).count).toEqual({ total: 6, allocated: 3 });
  });

  it('names both blocks that share a slot, and the slot', async () => {
    const image = new MemoryImage('disk.vdi', buildVdi({ map: [1, 0, 1], header: { blocksAllocated: 2 } }));
    const { findings } = await check(image);
    expect(findings).toMatchObject([
      {
        code: 'vdi.slot-used-twice',
        facts: { other: 0, block: 2, slot: 1 },
        where: { file: 'disk.vdi', start: 1024 + MiB, length: MiB },
      },
    ]);
  });

  it('refuses what is no VDI at all', async () => {
    const stranger = check(new MemoryImage('disk.vdi', new Uint8Array(4096)));
    await expect(stranger).rejects.toMatchObject({ reason: 'probe.not-this-format' });
  });

  it('looks at the map of a terabyte that is nearly empty, in large pieces, and at nothing else', async () => {
    const written = [{ start: TiB - MiB, length: MiB }];
    const image = counted(await makeImage(vdi, { virtualSize: TiB, written }));
    expect((await check(image)).findings).toEqual([]);
    const map = (4 * TiB) / MiB;
    expect(image.bytesRead).toBeLessThan(map + 64 * KiB);
    expect(image.reads).toBeLessThan(100);
  });

  it('counts a million faults and keeps the first of them', async () => {
    const blocks = 1_000_000;
    const image = await makeImage(vdi, { virtualSize: blocks * MiB, written: [{ start: 0, length: MiB }] });
    await image.main.write(4096, new Uint8Array(4 * blocks));
    const { findings, counts } = await check(image);
    expect(counts).toEqual(new Map([['vdi.slot-used-twice-no-room', blocks - 1]]));
    expect(findings).toHaveLength(1000);
    expect(await patchesFor(image, ...counts.keys())).toEqual([]);
  });

  it('reports how far it is, and stops when it is told to', async () => {
    const image = await makeImage(vdi, { virtualSize: 40_000 * MiB });
    const watch = cancellingAt(2);
    const stopped = checkVdi(image, { limits, findings: new Findings(), watch });
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
    expect(watch.reports).toEqual([
      { phase: 'check', done: 65_536, total: 160_000, unit: 'bytes' },
      { phase: 'check', done: 131_072, total: 160_000, unit: 'bytes' },
    ]);
  });
});

describe.skipIf(missing('qemu-img'))('checking VDI images of QEMU', () => {
  it.each(qemuVariants.filter(({ format }) => format === 'vdi'))('finds nothing in $title', async (variant) => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('content.img'), content);
    await makeWithQemu(variant, folder.at('content.img'), folder.at('theirs.vdi'));
    expect((await check(await load(folder.at('theirs.vdi')))).findings).toEqual([]);
  });

  it.each(['off', 'on'])('finds nothing in an empty one, static=%s', async (isStatic) => {
    await using folder = await TempFolder.create();
    await qemuImg('create', '-f', 'vdi', '-o', `static=${isStatic}`, folder.at('theirs.vdi'), '5M');
    expect((await check(await load(folder.at('theirs.vdi')))).findings).toEqual([]);
  });
});

describe.skipIf(missing('corpus', 'xz'))('checking VDI images from elsewhere', () => {
  const images = missing('corpus') ? [] : corpusImages().filter(({ format }) => format === 'vdi');
  it.each(images)('finds nothing in $file', async (row) => {
    await using folder = await TempFolder.create();
    await using files = await ImageFolder.open(await unpack(row, folder.path), limits);
    expect((await check(files)).findings).toEqual([]);
  });
});

async function load(file: string): Promise<MemoryImage> {
  return new MemoryImage('theirs.vdi', await readFile(file));
}

function sentenceOf({ code, facts }: Finding): string {
  const row = Object.entries(vdiFindings).find(([known]) => known === code);
  return row ? fill(row[1].says, facts) : '{no row}';
}
