import { describe, expect, it } from 'vitest';
import type { Patch } from '#main/core/disk/patch.ts';
import { applyPatch } from '#test/support/apply-patches.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { check, codesOf, contentOf, faultsIn, opens, patchesFor, proposals, repair, spoiled } from './check-image.ts';
import { damages, own } from './damage.ts';

describe('repairing VHD', () => {
  it.each(damages.filter(({ loss }) => loss === 'none'))('mends $name without loss', async (damage) => {
    const image = await spoiled(damage);
    const before = await contentOf(image);
    await repair(image);
    const { findings } = await check(image);
    expect(faultsIn(findings)).toEqual([]);
    expect(codesOf(findings)).not.toContain(damage.code);
    expect(firstDifference(await contentOf(image, 'strict'), before, 0)).toBeUndefined();
  });

  it.each(damages.filter(({ loss }) => loss === 'possible'))('mends $name on request', async (damage) => {
    const image = await spoiled(damage);
    await repair(image, [damage.code]);
    const { findings } = await check(image);
    expect(codesOf(findings)).not.toContain(damage.code);
    expect(codesOf(findings.filter(({ severity }) => severity === 'fatal' || severity === 'damage'))).toEqual([]);
    await contentOf(image, 'strict');
  });

  it.each(damages.filter(({ loss }) => loss !== undefined))(
    'leaves nothing worse behind when the power is cut while it mends $name',
    async (damage) => {
      const patches = await patchesFor(await spoiled(damage));
      const before = await contentOf(await spoiled(damage));
      const isReadable = await opens(await spoiled(damage));
      for (let count = 0; count < patches.length; count += 1) {
        const image = await spoiled(damage);
        for (const patch of patches.slice(0, count)) await applyPatch(image, patch);
        if (isReadable) expect(await opens(image), `after ${String(count)}`).toBe(true);
        if (damage.loss === 'none') {
          expect(firstDifference(await contentOf(image), before, 0), `after ${String(count)}`).toBeUndefined();
        }
        // A repair that was cut off may leave waste behind for the next one.
        await repair(image);
        await repair(image);
        const { findings } = await check(image);
        expect(codesOf(findings.filter(({ severity }) => severity !== 'note' && severity !== 'waste'))).toEqual([]);
        await contentOf(image, 'strict');
      }
    },
  );

  it('proposes the same whether or not it is applied meanwhile', async () => {
    const everything = async () => {
      const image = await own();
      const content = image.main.bytes();
      const view = new DataView(content.buffer);
      view.setUint32(1536 + 8, view.getUint32(1536));
      view.setUint32(1536 + 12, 1);
      content[50] = 0x77;
      return new MemoryImage('disk.vhd', content);
    };
    const planned = await patchesFor(await everything());
    const applied: Patch[] = [];
    const image = await everything();
    for await (const patch of proposals(image)) {
      applied.push(patch);
      await applyPatch(image, patch);
    }
    expect(applied).toEqual(planned);
    expect(new Set(planned.map(({ because }) => because))).toEqual(
      new Set(['vhd.copy-damaged', 'vhd.blocks-overlap', 'vhd.block-misplaced']),
    );
    expect((await check(image)).findings).toEqual([]);
  });

  it('proposes nothing for what nobody asked for', async () => {
    for (const damage of damages) expect(await patchesFor(await spoiled(damage), []), damage.name).toEqual([]);
  });

  it('proposes nothing that guesses', async () => {
    const doubtful = (change: (content: Uint8Array) => void) => async () => {
      const content = (await own()).main.bytes();
      change(content);
      return new MemoryImage('disk.vhd', content);
    };
    const cases = {
      'a damaged header that leads blocks astray': doubtful((content) => {
        content.fill(1, 512 + 60, 512 + 64);
        content.fill(0, 1536, 1540);
      }),
      'damaged footers that tell another size': doubtful((content) => {
        for (const at of [0, content.length - 512]) content[at + 53] = 0x10;
      }),
    };
    for (const [name, make] of Object.entries(cases)) expect(await patchesFor(await make()), name).toEqual([]);
  });

  it('keeps what programs have put into the reserved space of a footer', async () => {
    const image = await spoiled(damages.find(({ code }) => code === 'vhd.saved-state'));
    const content = image.main.bytes();
    for (const at of [0, content.length - 512]) {
      content[at + 300] = 1;
      const view = new DataView(content.buffer, at);
      view.setUint32(64, view.getUint32(64) - 1);
    }
    const marked = new MemoryImage('disk.vhd', content);
    await repair(marked, ['vhd.saved-state']);
    const mended = marked.main.bytes();
    expect([mended[84], mended[300], mended.at(300 - 512)]).toEqual([0, 1, 1]);
    expect((await check(marked)).findings).toEqual([]);
  });
});
