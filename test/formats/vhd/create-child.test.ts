import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '#shared/model/bytes.ts';
import type { ParentReference } from '#main/core/disk/format.ts';
import { isIntact } from '#main/core/formats/vhd/checksum.ts';
import { vhd } from '#main/core/formats/vhd/index.ts';
import { footer, header, parentLocator } from '#main/core/formats/vhd/layout.ts';
import { Recorder } from '#test/support/crash.ts';
import { fixedIdentity, makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import { patternAt } from '#test/support/patterns.ts';
import { buildDynamic, buildFixed, free } from './build.ts';
import { edit, entriesOf, imageOf, recorded } from './edit-image.ts';

const folder = path.resolve('/images/machines');

async function childOf(parent: MemoryImage, more: Partial<ParentReference> = {}): Promise<MemoryImage> {
  const child = new MemoryImage('child.vhd');
  await vhd.createChild?.(child.asTarget(), {
    options: vhd.options().parse({}),
    identity: fixedIdentity(),
    parent: {
      path: path.join(folder, 'Prüfung 📀.vhd'),
      relativePath: path.join('..', 'Prüfung 📀.vhd'),
      modifiedAt: new Date('2024-02-29T12:00:00Z'),
      layer: await openImage(vhd, parent),
      ...more,
    },
  });
  return child;
}

describe('a new child of a VHD', () => {
  it('has the size, geometry and block size of its parent, and its own id', async () => {
    const parent = buildDynamic({
      table: [4],
      header: { blockSize: 512 * KiB },
      footer: { creatorApplication: 'vpc ', currentSize: 512 * KiB, cylinders: 16, heads: 4, sectorsPerTrack: 16 },
    });
    const bytes = (await childOf(imageOf(parent))).main.bytes();
    expect(footer.decode(bytes)).toMatchObject({
      diskType: 4,
      creatorApplication: 'plat',
      originalSize: 512 * KiB,
      currentSize: 512 * KiB,
      cylinders: 16,
      heads: 4,
      sectorsPerTrack: 16,
      uuid: '01020304-0506-4708-890a-000000000001',
    });
    expect(isIntact(bytes.subarray(0, 512), footer.offsetOf('checksum'))).toBe(true);
    expect(bytes.subarray(-512)).toEqual(bytes.subarray(0, 512));
    const stored = bytes.subarray(512, 1536);
    expect(isIntact(stored, header.offsetOf('checksum'))).toBe(true);
    expect(header.decode(stored)).toMatchObject({
      tableEntries: 1,
      blockSize: 512 * KiB,
      parentUuid: footer.decode(parent).uuid,
      parentTimestamp: Date.UTC(2024, 1, 29, 12) / 1000 - 946_684_800,
    });
    expect(entriesOf(bytes, 2)).toEqual([free, free]);
  });

  it('names its parent in the ways of Windows', async () => {
    const bytes = (await childOf(imageOf(buildFixed(4096)))).main.bytes();
    const { parentName, parentLocators } = header.decode(bytes.subarray(512));
    expect(new TextDecoder('utf-16be').decode(parentName).replace(/\0+$/, '')).toBe('Prüfung 📀.vhd');
    const used = parentLocators.map((stored) => parentLocator.decode(stored)).filter(({ length }) => length > 0);
    const paths = used.map(({ platform, space, start, length }) => [
      platform,
      space,
      new TextDecoder('utf-16le').decode(bytes.subarray(start, start + length)),
    ]);
    const absolute = path.join(folder, 'Prüfung 📀.vhd').replaceAll(path.sep, '\\');
    expect(paths).toEqual([
      ['W2ku', 1024, absolute],
      ['W2ru', 1024, '..\\Prüfung 📀.vhd'],
    ]);
  });

  it.each([
    ['base.vhd', '.\\base.vhd'],
    [path.join('old', 'base.vhd'), '.\\old\\base.vhd'],
  ])('starts the relative path %s with a dot, and leaves it out when there is none', async (relativePath, expected) => {
    const locatorsOf = async (more: Partial<ParentReference>) => {
      const bytes = (await childOf(imageOf(buildFixed(4096)), more)).main.bytes();
      const { parentLocators } = header.decode(bytes.subarray(512));
      const last = parentLocators.map((stored) => parentLocator.decode(stored)).findLast(({ length }) => length > 0);
      const text = last && new TextDecoder('utf-16le').decode(bytes.subarray(last.start, last.start + last.length));
      return [last?.platform, text];
    };
    expect(await locatorsOf({ relativePath })).toEqual(['W2ru', expected]);
    const [platform] = await locatorsOf({ relativePath: path.resolve('/elsewhere/base.vhd') });
    expect(platform).toBe('W2ku');
  });

  it('is refused to a fixed disk that is larger than a child can be', async () => {
    const layer = { ...(await openImage(vhd, imageOf(buildFixed(4096)))), virtualSize: 2040 * GiB + 512 };
    await expect(childOf(imageOf(buildFixed(4096)), { layer })).rejects.toMatchObject({
      reason: 'vhd.child-too-large',
    });
  });

  it('is refused to a parent without an id', async () => {
    const parent = buildFixed(4096, { footer: { uuid: '00000000-0000-0000-0000-000000000000' } });
    await expect(childOf(imageOf(parent))).rejects.toMatchObject({ reason: 'vhd.parent-without-id' });
  });

  it('leaves the room for its paths free when it gets blocks, and has the bits of what was written only', async () => {
    const child = await childOf(await makeImage(vhd, { virtualSize: 4 * MiB }));
    const before = child.main.bytes();
    const layer = await edit(child);
    await layer.write(2 * MiB + 512, patternAt(0, 1024));
    await layer.zero({ start: 2 * MiB + 8 * 512, length: 512 });
    await layer.flush();
    const bytes = child.main.bytes();
    expect(bytes.subarray(2048, before.length - 512)).toEqual(before.subarray(2048, -512));
    const place = (entriesOf(bytes, 2)[1] ?? 0) * 512;
    expect([...bytes.subarray(place, place + 3)]).toEqual([0b0110_0000, 0b1000_0000, 0]);
    expect((place + 512) % 4096).toBe(0);
    await layer.discard({ start: 2 * MiB, length: 2 * MiB });
    await layer.flush();
    expect(child.main.bytes()).toEqual(bytes);
  });

  it('sets bits only when the data they stand for is flushed', async () => {
    const child = await childOf(await makeImage(vhd, { virtualSize: 4 * MiB }));
    const first = await edit(child);
    await first.write(0, patternAt(0, 512));
    await first.flush();
    const place = (entriesOf(child.main.bytes(), 1)[0] ?? 0) * 512;
    const recorder = new Recorder();
    const layer = await edit(recorded(child, recorder));
    await layer.write(512, patternAt(512, 512));
    await layer.flush();
    const order = recorder.steps.map((step) => (step.kind === 'write' ? step.at : step.kind));
    expect(order).toEqual([place + 512 + 512, 'flush', place, 'flush']);
  });
});
