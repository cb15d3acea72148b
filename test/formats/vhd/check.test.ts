import { describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';
import { Findings } from '#main/core/disk/findings.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { fixedIdentity, makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import { patternAt } from '#test/support/patterns.ts';
import { cancellingAt } from '#test/support/watch.ts';
import { buildDynamic, free } from './build.ts';
import { check, codesOf, faultsIn, spoiled } from './check-image.ts';
import { edit } from './edit-image.ts';
import { blockSize, child, damages, fixed, own, withBatmap } from './damage.ts';

const healthy = {
  'a dynamic image of Platter': own,
  'an empty image of Platter': () => makeImage(vhd, { virtualSize: 3 * MiB }),
  'a fixed image of Platter': () => makeImage(vhd, { variant: 'fixed', virtualSize: MiB }),
  'a fixed image': fixed,
  'an image that was written to': async () => {
    const image = await own();
    const layer = await edit(image);
    await layer.write(2 * blockSize + 512, patternAt(2 * blockSize + 512, blockSize));
    await layer.flush();
    return image;
  },
  'a new child': async () => {
    const image = new MemoryImage('child.vhd');
    const parent = {
      path: '/disks/disk.vhd',
      relativePath: 'disk.vhd',
      modifiedAt: new Date(0),
      layer: await openImage(vhd, await own()),
    };
    await vhd.createChild?.(image.asTarget(), { options: vhd.options().parse({}), identity: fixedIdentity(), parent });
    return image;
  },
};

describe('checking VHD', () => {
  it.each(Object.entries(healthy))('finds nothing in %s', async (_, make) => {
    expect((await check(await make())).findings).toEqual([]);
  });

  it.each([
    ['a child', child],
    ['an image of XenServer', withBatmap()],
  ] as const)('finds nothing but a lack of alignment in %s', async (_, make) => {
    expect(codesOf((await check(await make())).findings)).toEqual(['vhd.unaligned']);
  });

  it('counts the blocks', async () => {
    expect((await check(await own())).blocks).toEqual({ total: 5, allocated: 3 });
  });

  it.each(damages)('finds $name', async (damage) => {
    const { findings } = await check(await spoiled(damage));
    const [first] = findings.filter(({ code }) => code === damage.code);
    expect(first?.code).toBe(damage.code);
    expect(first?.fix?.loss).toBe(damage.loss);
    const grave = faultsIn(findings);
    const expected = findingRows[damage.code].severity === 'note' ? [] : [damage.code];
    expect(grave).toEqual([...expected, ...(damage.also ?? [])].sort());
  });

  it('shows every sentence with all of its facts', async () => {
    const all = await Promise.all(damages.map(async (damage) => (await check(await spoiled(damage))).findings));
    for (const { code, facts } of all.flat()) {
      const row = findingRows[code as FindingCode];
      const texts = `${row.says} ${row.means} ${row.fix?.does ?? ''} ${row.advice ?? ''}`;
      const names = [...texts.matchAll(/\{(\w+)(?::bytes)?\}/g)].map(([, name]) => name);
      expect(Object.keys(facts), code).toEqual(expect.arrayContaining(names));
    }
  });

  it('has a kind of damage for every finding that does not take a giant', () => {
    const giants = ['vhd.table-destroyed', 'vhd.blocks-overlap-unmended', 'vhd.places-not-compared'];
    const codes = Object.keys(findingRows).filter((code) => code.startsWith('vhd.') && !giants.includes(code));
    expect([...new Set(damages.map(({ code }) => code))].sort()).toEqual(codes.sort());
  });

  it('gives up on a table of nonsense, after the first million entries that cannot be right', async () => {
    const entries = 1_200_000;
    const image = new MemoryImage(
      'disk.vhd',
      hugeTable(entries, () => 1),
    );
    const { findings, blocks } = await check(image);
    expect(codesOf(findings)).toContain('vhd.table-destroyed');
    expect(blocks).toMatchObject({ total: entries });
    expect(findings.filter(({ code }) => code === 'vhd.block-misplaced')).toHaveLength(1000);
  });

  it('tells thousands of blocks in one place in one sentence', async () => {
    const place = (1536 + 4 * 5000 + 2048 - ((1536 + 4 * 5000) % 512)) / 512;
    const image = new MemoryImage(
      'disk.vhd',
      hugeTable(5000, () => place),
    );
    expect(codesOf((await check(image)).findings)).toEqual(expect.arrayContaining(['vhd.blocks-overlap-unmended']));
  });

  it('says when there are more blocks than it can remember', async () => {
    const limits = { ...defaultLimits, tableBytes: 8 };
    const { findings } = await check(await own(), limits);
    expect(findings).toMatchObject([{ code: 'vhd.places-not-compared', facts: { count: 3, compared: 2 } }]);
  });

  it('passes over a batmap with a wrong checksum, as XenServer does', async () => {
    const image = await withBatmap()();
    await image.main.write(2560, Uint8Array.of(0xc0));
    expect(codesOf((await check(image)).findings)).toEqual(['vhd.unaligned']);
  });

  it('refuses what is no VHD', async () => {
    await expect(check(new MemoryImage('disk.vhd', new Uint8Array(8192)))).rejects.toMatchObject({
      reason: 'probe.not-this-format',
    });
  });

  it('stops when it is told to', async () => {
    const watch = cancellingAt(1);
    const findings = new Findings();
    await expect(
      vhd.check?.(
        new MemoryImage(
          'disk.vhd',
          hugeTable(40_000, () => free),
        ),
        { limits: defaultLimits, findings, watch },
      ),
    ).rejects.toMatchObject({ name: 'AbortError' });
    expect(watch.reports[0]).toMatchObject({ phase: 'check', total: 160_000, unit: 'bytes' });
  });
});

/** An image of small blocks whose table is nearly all there is. */
function hugeTable(entries: number, entryOf: (block: number) => number): Uint8Array {
  const size = { currentSize: entries * 512, originalSize: entries * 512 };
  const built = buildDynamic({
    table: Array.from({ length: 100 }, () => free),
    footer: size,
    header: { blockSize: 512, tableEntries: entries },
    footerLength: 512,
  });
  const tableEnd = 1536 + 4 * entries + 512 - ((4 * entries) % 512);
  const image = new Uint8Array(tableEnd + 4096 + 512);
  image.set(built.subarray(0, 1536));
  const view = new DataView(image.buffer);
  for (let block = 0; block < entries; block += 1) view.setUint32(1536 + 4 * block, entryOf(block));
  image.set(built.subarray(-512), image.length - 512);
  return image;
}
