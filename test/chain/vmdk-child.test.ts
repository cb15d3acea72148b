import { execFile } from 'node:child_process';
import { mkdir, open, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, TiB, type Bytes } from '#shared/model/bytes.ts';
import type { Layer } from '#main/core/disk/format.ts';
import { openEditableImage, openImage } from '#main/core/disk/open.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { sparseHeader } from '#main/core/formats/vmdk/layout.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { hash } from '#main/core/operations/hash.ts';
import { buildSet, buildSparse, descriptorOf, diskSize, sparseLine } from '#test/formats/vmdk/build.ts';
import { fixedIdentity, MemoryImage, openImage as openLayer } from '#test/support/make-image.ts';
import { missing } from '#test/support/need.ts';
import { compareWithQemu, qemuImg } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

const run = promisify(execFile);

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(async () => {
  expect(await folder.openFiles()).toEqual([]);
  await folder[Symbol.asyncDispose]();
});

/** Writes into an image and into the buffer that tells what its disk holds. */
async function scribble(name: string, model: Uint8Array, seed: number): Promise<void> {
  const random = seededRandom(seed);
  await using image = await openEditableImage(folder.at(name), { formats: [vmdk], identity: fixedIdentity() });
  const { disk } = image;
  for (let i = 0; i < 25; i += 1) {
    const at = random.below(model.length);
    const length = Math.min(random.pick([1, 512, 4 * KiB, 64 * KiB, 150 * KiB]), model.length - at);
    const bytes = random.bytes(length);
    await disk.write(at, bytes);
    model.set(bytes, at);
  }
  const zeros = { start: random.below(model.length - 300 * KiB), length: 300 * KiB };
  await disk.zero(zeros);
  model.fill(0, zeros.start, zeros.start + zeros.length);
  await disk.flush();
}

const child = (parent: string, target: string) =>
  createChild({ parent: folder.at(parent), target: folder.at(target) }, unwatched);

async function contentOf(name: string): Promise<Uint8Array> {
  await using image = await openImage(folder.at(name), { formats: [vmdk] });
  const content = new Uint8Array(image.disk.virtualSize);
  await image.disk.read(0, content);
  return content;
}

describe.skipIf(missing('qemu-img', 'qemu-io')).each([
  ['monolithicSparse', 5 * MiB],
  ['twoGbMaxExtentSparse', 5 * MiB + 512],
  ['streamOptimized', 5 * MiB + 3 * 512],
  ['monolithicFlat', 5 * MiB],
])('children of a %s disk, three deep', (subformat, size) => {
  it('hold what was written to each, to Platter and to QEMU', async () => {
    const model = new Uint8Array(size);
    model.fill(0x11, 0, 3 * MiB);
    await writeFile(folder.at('model.img'), model);
    const words = ['convert', '-q', '-f', 'raw', '-O', 'vmdk', '-o', `subformat=${subformat}`];
    await qemuImg(...words, folder.at('model.img'), folder.at('base.vmdk'));
    for (const [parent, target, seed] of [
      ['base.vmdk', 'middle.vmdk', 1],
      ['middle.vmdk', 'top.vmdk', 2],
    ] as const) {
      const made = await child(parent, target);
      expect(made).toMatchObject({ variant: 'monolithicSparse', virtualSize: size });
      expect(Buffer.compare(await contentOf(target), model)).toBe(0);
      await scribble(target, model, seed);
      expect(Buffer.compare(await contentOf(target), model)).toBe(0);
    }

    await writeFile(folder.at('model.img'), model);
    const chain = { path: folder.at('top.vmdk'), format: 'vmdk' };
    expect(await compareWithQemu(chain, { path: folder.at('model.img'), format: 'raw' })).toBe('identical');
    const links = JSON.parse(
      await qemuImg('info', '--backing-chain', '--output=json', folder.at('top.vmdk')),
    ) as readonly { filename: string }[];
    expect(links.map(({ filename }) => filename)).toEqual(
      ['top.vmdk', 'middle.vmdk', 'base.vmdk'].map((name) => folder.at(name)),
    );
    expect(await qemuImg('check', '-f', 'vmdk', folder.at('top.vmdk'))).toContain('No errors were found');
  });
});

describe.skipIf(missing('qemu-img', 'qemu-io'))('together with QEMU', () => {
  it('a chain of three that qemu-img made is written at its top', async () => {
    const names = ['base.vmdk', 'middle.vmdk', 'top.vmdk'] as const;
    await qemuImg('create', '-q', '-f', 'vmdk', folder.at('base.vmdk'), '5M');
    for (const [i, name] of names.entries()) {
      const parent = names[i - 1];
      const words = ['create', '-q', '-f', 'vmdk', '-b', parent ?? '', '-F', 'vmdk', name];
      if (parent !== undefined) await run('qemu-img', words, { cwd: folder.path });
      const command = `write -P ${String(i + 1)} ${String(i)}M 2M`;
      await run('qemu-io', ['-f', 'vmdk', '-c', command, folder.at(name)]);
    }
    const model = new Uint8Array(5 * MiB)
      .fill(1, 0, MiB)
      .fill(2, MiB, 2 * MiB)
      .fill(3, 2 * MiB, 4 * MiB);
    expect(Buffer.compare(await contentOf('top.vmdk'), model)).toBe(0);
    await scribble('top.vmdk', model, 3);
    await writeFile(folder.at('model.img'), model);
    const chain = { path: folder.at('top.vmdk'), format: 'vmdk' };
    expect(await compareWithQemu(chain, { path: folder.at('model.img'), format: 'raw' })).toBe('identical');
  });

  it('a child is written by QEMU and read by Platter', async () => {
    await qemuImg('create', '-q', '-f', 'vmdk', folder.at('base.vmdk'), '5M');
    await run('qemu-io', ['-f', 'vmdk', '-c', 'write -P 7 0 5M', folder.at('base.vmdk')]);
    await child('base.vmdk', 'child.vmdk');
    await run('qemu-io', ['-f', 'vmdk', '-c', 'write -P 8 100k 3k', folder.at('child.vmdk')]);
    const model = new Uint8Array(5 * MiB).fill(7).fill(8, 100 * KiB, 103 * KiB);
    expect(Buffer.compare(await contentOf('child.vmdk'), model)).toBe(0);
  });

  it('a parent that was written to is refused by both', async () => {
    await qemuImg('create', '-q', '-f', 'vmdk', folder.at('base.vmdk'), '5M');
    await child('base.vmdk', 'child.vmdk');
    await scribble('base.vmdk', new Uint8Array(5 * MiB), 4);
    await expect(hash({ path: folder.at('child.vmdk') }, unwatched)).rejects.toMatchObject({
      reason: 'chain.parent-changed',
    });
    await expect(run('qemu-io', ['-f', 'vmdk', '-c', 'read 0 1M', folder.at('child.vmdk')])).rejects.toThrow();
  });
});

describe('the descriptor of a child', () => {
  const parentLines = [
    'ddb.adapterType = "ide"',
    'ddb.virtualHWVersion = "13"',
    'ddb.geometry.cylinders = "77"',
    'ddb.geometry.heads = "5"',
    'ddb.geometry.sectors = "3"',
    'ddb.uuid = "60 00 C2 9a bb cc dd ee-00 11 22 33 44 55 66 77"',
  ];

  it('has the content id of the parent, its path, and what belongs to the disk', async () => {
    const parent = new MemoryImage(
      'a.vmdk',
      buildSparse({ descriptor: descriptorOf([sparseLine(diskSize)], ...parentLines) }),
    );
    const text = await descriptorOfChild(await openLayer(vmdk, parent), '../parents/a.vmdk');
    expect(text.split('\n')).toEqual([
      '# Disk DescriptorFile',
      'version=1',
      'encoding="UTF-8"',
      'CID=00000001',
      'parentCID=12345678',
      'createType="monolithicSparse"',
      'parentFileNameHint="../parents/a.vmdk"',
      '',
      '# Extent description',
      `RW ${String(diskSize / 512)} SPARSE "child.vmdk"`,
      '',
      '# The Disk Data Base',
      '#DDB',
      '',
      'ddb.adapterType = "ide"',
      'ddb.geometry.cylinders = "77"',
      'ddb.geometry.heads = "5"',
      'ddb.geometry.sectors = "3"',
      'ddb.longContentID = "0102030405064708890a000000000001"',
      'ddb.toolsInstallType = "4"',
      'ddb.toolsVersion = "2147483647"',
      'ddb.uuid = "60 00 C2 9a bb cc dd ee-00 11 22 33 44 55 66 77"',
      'ddb.virtualHWVersion = "13"',
      '',
    ]);
  });

  it('finds a parent in another folder when that folder is given', async () => {
    await mkdir(folder.at('parents'));
    await writeFile(folder.at('parents/a.vmdk'), buildSparse({ grains: { 3: 'data' } }));
    await child('parents/a.vmdk', 'child.vmdk');
    const parents = [folder.at('parents')];
    const { value } = await hash({ path: folder.at('child.vmdk'), parents }, unwatched);
    expect(value).toBe((await hash({ path: folder.at('parents/a.vmdk') }, unwatched)).value);
  });

  it('does not repeat what a hostile parent wants it to say', async () => {
    const lines = ['ddb.adapterType = "ide"\\n"', 'ddb.geometry.cylinders = "1"2', 'ddb.geometry.heads = "x"'];
    const descriptor = descriptorOf([sparseLine(diskSize)], ...lines, 'ddb.geometry.sectors = "3"');
    const text = await descriptorOfChild(await openLayer(vmdk, new MemoryImage('a.vmdk', buildSparse({ descriptor }))));
    expect(text).toContain('ddb.adapterType = "lsilogic"');
    expect(text).toContain('ddb.geometry.heads = "64"');
  });

  it.each([
    ['CID=12345678\n', '', 'vmdk.parent-without-id'],
    ['CID=12345678', 'CID=ffffffff', 'vmdk.parent-without-id'],
  ])('cannot be made when %j of the parent is %j', async (line, instead, reason) => {
    const descriptor = descriptorOf([sparseLine(diskSize)]).replace(line, instead);
    const parent = await openLayer(vmdk, new MemoryImage('a.vmdk', buildSparse({ descriptor })));
    await expect(descriptorOfChild(parent)).rejects.toMatchObject({ reason });
  });

  it.each([
    ['a"b.vmdk', 'vmdk.name-not-writable'],
    [`${'x'.repeat(4100)}.vmdk`, 'vmdk.parent-path-too-long'],
  ])('cannot be made with a path such as %.9s…', async (hint, reason) => {
    const parent = await openLayer(vmdk, new MemoryImage('a.vmdk', buildSparse()));
    await expect(descriptorOfChild(parent, hint)).rejects.toMatchObject({ reason });
  });

  it('cannot be made for a disk that no sparse file can hold', async () => {
    const lines = Array.from({ length: 3 }, () => `RW ${String(TiB / 512)} ZERO`);
    const parent = await openLayer(vmdk, buildSet(descriptorOf(lines)));
    await expect(descriptorOfChild(parent)).rejects.toMatchObject({
      reason: 'disk.too-large',
      facts: { size: 3 * TiB },
    });
  });
});

describe('a child of a huge disk', () => {
  it('is opened for writing without a look at the tables that are holes', async () => {
    const size = 2000 * GiB;
    await writeFile(folder.at('base.vmdk'), descriptorOf([`RW ${String(size / 512)} FLAT "base-flat.vmdk" 0`]));
    await using flat = await open(folder.at('base-flat.vmdk'), 'w');
    await flat.truncate(size).catch(() => undefined);
    await flat.close();
    await child('base.vmdk', 'child.vmdk');
    const start = performance.now();
    {
      await using image = await openEditableImage(folder.at('child.vmdk'), {
        formats: [vmdk],
        identity: fixedIdentity(),
      });
      await image.disk.write(size - 512, new Uint8Array(512).fill(1));
      await image.disk.write(0, new Uint8Array(512).fill(1));
      await image.disk.flush();
    }
    expect(performance.now() - start).toBeLessThan(5000);
    const header = sparseHeader.decode((await readFirst(folder.at('child.vmdk'))).subarray(0, 512));
    expect(header).toMatchObject({ capacity: size / 512, uncleanShutdown: 0 });
  });
});

async function readFirst(file: string): Promise<Uint8Array> {
  await using handle = await open(file);
  const { buffer } = await handle.read(Buffer.alloc(512), 0, 512, 0);
  return buffer;
}

/** The text in a new child. */
async function descriptorOfChild(parent: Layer, relativePath = 'a.vmdk'): Promise<string> {
  const image = new MemoryImage('child.vmdk');
  const reference = { path: '/images/a.vmdk', relativePath, modifiedAt: new Date(0), layer: parent };
  await vmdk.createChild?.(image.asTarget(), {
    options: vmdk.options().parse({}),
    identity: fixedIdentity(),
    parent: reference,
  });
  const area: Bytes = 20 * 512;
  return Buffer.from(image.main.bytes().subarray(512, 512 + area))
    .toString()
    .replace(/\0+$/, '');
}
