import { describe, expect, it } from 'vitest';
import { findingRows, type FindingCode } from '#shared/text/findings/index.ts';
import { vmdkFindings } from '#shared/text/findings/vmdk.ts';
import { fill } from '#shared/text/fill.ts';
import { MemoryImage } from '#test/support/make-image.ts';
import { cancellingAt } from '#test/support/watch.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { checkImage } from './checking.ts';
import { damages, healthy, type Damage } from './damage.ts';

const isDamage = (code: string) => ['damage', 'fatal'].includes(findingRows[code as FindingCode].severity);

async function spoiled({ image, spoil }: Damage): Promise<MemoryImage> {
  const made = await image();
  await spoil(made);
  return made;
}

describe('checking a healthy VMDK', () => {
  it.each(Object.entries(healthy))('finds nothing in %s', async (_, make) => {
    expect((await checkImage(await make())).findings).toEqual([]);
  });

  it('counts the grains of all extents', async () => {
    expect(await checkImage(await healthy.twoGbMaxExtentSparse())).toMatchObject({ total: 1281, allocated: 8 });
    expect(await checkImage(await healthy.streamOptimized())).toMatchObject({ total: 529, allocated: 5 });
  });
});

describe('checking a damaged VMDK', () => {
  it.each(damages)('tells $name ($code)', async (damage) => {
    const { findings, codes } = await checkImage(await spoiled(damage));
    expect(codes).toContain(damage.code);
    const expected = new Set([damage.code, ...(damage.also ?? [])]);
    expect(codes.filter((code) => isDamage(code) && !expected.has(code as FindingCode))).toEqual([]);
    for (const { code, facts } of findings) {
      const { says, means } = findingRows[code as FindingCode];
      for (const sentence of [says, means]) expect(fill(sentence, facts)).not.toMatch(/[{}]|undefined|NaN/);
    }
  });

  it('knows a kind of damage for every code', () => {
    const shown = new Set(damages.flatMap(({ code }) => code));
    const untold = Object.keys(vmdkFindings).filter((code) => !shown.has(code as FindingCode));
    // Those are told of images of QEMU, and of hostile ones.
    expect(untold).toEqual(['vmdk.too-scattered', 'vmdk.grain-short']);
  });

  it('says where in the file it is', async () => {
    const damage = damages.find(({ name }) => name === 'a grain beyond the end');
    if (!damage) throw new Error('there is no such damage');
    const image = await spoiled(damage);
    const [finding] = (await checkImage(image)).findings;
    expect(finding).toMatchObject({
      code: 'vmdk.grain-outside',
      facts: { grain: 4 },
      where: { file: 'disk.vmdk', length: 4 },
    });
    const entry = new Uint8Array(4);
    await image.main.read(finding?.where?.start ?? 0, entry);
    expect([...entry]).toEqual([0, 0, 0, 0x70]);
  });
});

describe('a check', () => {
  it('reports how far it is, up to all of the disk', async () => {
    const watch = cancellingAt(Infinity);
    const image = await healthy.twoGbMaxExtentSparse();
    await checkImage(image, { watch });
    const total = 1281 * 4096 - 4096 + 512;
    expect(watch.reports.at(-1)).toEqual({ phase: 'check', done: total, total, unit: 'bytes' });
  });

  it('stops when it is told to', async () => {
    const image = await healthy.streamOptimized();
    await expect(checkImage(image, { watch: cancellingAt(1) })).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('refuses a file that is no VMDK', async () => {
    const image = new MemoryImage('disk.vmdk', new Uint8Array(4096));
    await expect(checkImage(image)).rejects.toMatchObject({ reason: 'probe.not-this-format' });
  });

  it('says so when it may not remember all grains', async () => {
    const { codes } = await checkImage(await healthy.monolithicSparse(), {
      limits: { ...defaultLimits, tableBytes: 12 },
    });
    expect(codes).toEqual(['vmdk.too-scattered']);
  });
});
