import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import type { Patch } from '#main/core/disk/patch.ts';
import { applyPatches } from '#test/support/apply-patches.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { buildVdi, free } from './build.ts';
import { check, patchesFor, repair, rescued, same, strictly } from './checking.ts';
import { damages, spoiled } from './damage.ts';
import { content, healthy, withExtraBytes } from './healthy.ts';

const lossless = damages.filter(({ loss }) => loss === 'none');

describe('repairing VDI', () => {
  it.each(lossless)('loses nothing: $name', async (damage) => {
    const image = await spoiled(damage);
    // What could not be opened at all is to be as it was before the damage.
    const before = (await rescued(image)) ?? (await strictly(await damage.image()));
    await repair(image, damage.code);
    expect((await check(image)).codes).toEqual([...damage.left].sort());
    expect(same(await strictly(image), before)).toBe(true);
  });

  it.each(damages.filter(({ loss }) => loss === 'possible'))('makes it readable: $name', async (damage) => {
    const image = await spoiled(damage);
    await repair(image, damage.code);
    expect((await check(image)).codes).toEqual([...damage.left].sort());
    // Strict reading refuses what is not whole.
    await strictly(image);
  });

  it.each(damages.filter(({ loss }) => loss === undefined))('proposes nothing: $name', async (damage) => {
    expect(await patchesFor(await spoiled(damage), damage.code)).toEqual([]);
  });

  it.each(damages.filter(({ loss }) => loss))('may be cut off at any point: $name', async (damage) => {
    const patches = await patchesFor(await spoiled(damage), damage.code);
    const before = await rescued(await spoiled(damage));
    const keeps = damage.loss === 'none' && before !== undefined;
    for (const prefix of prefixesOf(patches)) {
      const image = await spoiled(damage);
      await applyPatches(image, prefix);
      if (keeps) expect(same(await rescued(image), before)).toBe(true);
      await repair(image, damage.code);
      expect((await check(image)).codes).not.toContain(damage.code);
      if (keeps) expect(same(await strictly(image), before)).toBe(true);
    }
  });

  it.each(damages)('mends all that can be mended at once: $name', async (damage) => {
    const image = await spoiled(damage);
    const { findings, codes } = await check(image);
    const mended = new Set(findings.filter(({ fix }) => fix).map(({ code }) => code));
    // A header that is wrong in several ways is not touched.
    if (damage.code === 'vdi.disk-too-large') mended.delete('vdi.map-too-small');
    await repair(image, ...codes);
    expect((await check(image)).codes.filter((code) => mended.has(code))).toEqual([]);
  });

  it('mends several kinds of damage that depend on each other', async () => {
    const header = { blocksAllocated: 1 };
    const fileSize = 1024 + 3 * MiB + 5;
    const image = new MemoryImage('disk.vdi', buildVdi({ map: [0, 2, 2, 9, 1, 0, free], header, fileSize }));
    const { codes } = await check(image);
    expect(codes).toEqual(['vdi.count-low', 'vdi.slot-range', 'vdi.slot-used-twice', 'vdi.trailing-bytes']);
    const before = await rescued(image);
    await repair(image, ...codes);
    expect((await check(image)).findings).toEqual([]);
    expect(same(await strictly(image), before)).toBe(true);
    expect(image.main.size).toBe(1024 + 5 * MiB);
  });

  it('keeps entries behind a map whose length was wrong, when they fit the file', async () => {
    for (const damage of damages.filter(({ name }) => name === 'too few blocks in the header')) {
      const image = await spoiled(damage);
      await repair(image, damage.code);
      expect(same(await strictly(image), content)).toBe(true);
    }
    expect.hasAssertions();
  });

  it('does nothing for codes that were not asked for', async () => {
    for (const damage of damages) expect(await patchesFor(await spoiled(damage))).toEqual([]);
  });

  it('never proposes more than 4 MiB at once', async () => {
    const blockSize = 16 * MiB;
    const header = { blockSize, diskSize: 3 * blockSize, blocksAllocated: 1 };
    const image = new MemoryImage('disk.vdi', buildVdi({ map: [0, 0, free], header }));
    const patches = await patchesFor(image, 'vdi.slot-used-twice');
    const sizes = patches.flatMap((patch) => (patch.kind === 'bytes' ? [patch.now.length] : []));
    expect(sizes).toEqual([4 * MiB, 4 * MiB, 4 * MiB, 4 * MiB, 4, 4]);
  });
});

describe.skipIf(missing('qemu-img'))('repairing VDI, with QEMU', () => {
  it('gives an image of QEMU the header back that it had', async () => {
    await using folder = await TempFolder.create();
    await writeFile(folder.at('content.img'), content);
    await qemuImg('convert', '-f', 'raw', '-O', 'vdi', folder.at('content.img'), folder.at('theirs.vdi'));
    const stored = await readFile(folder.at('theirs.vdi'));
    const image = new MemoryImage('theirs.vdi', stored);
    await image.main.write(72, new Uint8Array(4));
    await repair(image, 'vdi.header-size');
    expect(same(image.main.bytes(), stored)).toBe(true);
  });

  // QEMU reads none of these, or reads them wrong.
  const foreign = new Set([healthy['version 0.2'], withExtraBytes]);
  it.each(lossless.filter(({ image }) => !foreign.has(image)))(
    'QEMU takes what was repaired: $name',
    async (damage) => {
      await using folder = await TempFolder.create();
      const image = await spoiled(damage);
      await repair(image, damage.code);
      await writeFile(folder.at('repaired.vdi'), image.main.bytes());
      await writeFile(folder.at('content.img'), await strictly(image));
      const repaired = { path: folder.at('repaired.vdi'), format: 'vdi' };
      expect(await compareWithQemu(repaired, { path: folder.at('content.img'), format: 'raw' })).toBe('identical');
      // QEMU takes every slot that no block names for a wrong count.
      if (!damage.left.includes('vdi.slot-unused')) await qemuImg('check', repaired.path);
    },
  );
});

/** Nothing, the first patch, the first two, …; and each with half of the next one. */
function* prefixesOf(patches: readonly Patch[]): Generator<readonly Patch[]> {
  for (const [i, patch] of patches.entries()) {
    const before = patches.slice(0, i);
    yield before;
    if (patch.kind === 'size' || patch.now.length < 8) continue;
    // Whole entries: a sector is never torn.
    const half = patch.now.length / 2 - ((patch.now.length / 2) % 4);
    yield [...before, { ...patch, was: patch.was.subarray(0, half), now: patch.now.subarray(0, half) }];
  }
}
