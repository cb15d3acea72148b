import { hash as digest } from 'node:crypto';
import { copyFile, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { openForWriting } from '#main/core/io/node-file.ts';
import { ownMark } from '#main/core/io/owner.ts';
import { partName } from '#main/core/io/part-name.ts';
import { operations } from '#main/core/jobs/operations.ts';
import { check } from '#main/core/operations/check.ts';
import { compact, previewCompaction } from '#main/core/operations/compact.ts';
import { convert } from '#main/core/operations/convert.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { openEditableSource } from '#main/core/operations/open-source.ts';
import { ruinFreeSpace } from '#test/core/guest/tools.ts';
import { inspectGuest } from '#main/core/guest/inspect.ts';
import { freeRuns } from '#main/core/guest/free-runs.ts';
import { missing } from '#test/support/need.ts';
import { qemuImg } from '#test/support/qemu-img.ts';
import { seededRandom } from '#test/support/random.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { writeStreamWithZeros } from '#test/support/stream-with-zeros.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { cancellingAt, unwatched } from '#test/support/watch.ts';
import { guestDisks } from './guest-disks.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

const sizeOf = async (name: string): Promise<number> => (await stat(folder.at(name))).size;

/** A digest of every file of the folder, to see that nothing was written. */
async function contents(): Promise<ReadonlyMap<string, string>> {
  const names = await readdir(folder.path);
  const files = await Promise.all(
    names.map(async (name) => [name, digest('sha256', await readFile(folder.at(name)))] as const),
  );
  return new Map(files);
}

/** Writes zeros over all that the guest does not use: what people do by hand before other tools can compact. */
async function zeroFreeSpace(image: string): Promise<void> {
  await using file = await openForWriting(image);
  const disk = { virtualSize: file.size, read: file.read.bind(file) };
  for (const partition of (await inspectGuest(disk)).partitions) {
    for await (const runs of freeRuns(disk, partition)) for (const run of runs) await file.punchHole(run);
  }
}

const targets = [
  { name: 'disk.vdi', format: 'vdi', options: {} },
  { name: 'disk.vhd', format: 'vhd', options: { blockSize: '512KiB' } },
  { name: 'disk.vmdk', format: 'vmdk', options: {} },
] as const;

describe.each(guestDisks)('a disk with $fileSystem that was filled and half emptied', (guest) => {
  const isMissing = missing(...guest.needs);
  /** The disk as `full.img`, and as `emptied.img`, where all that is free is zero. */
  let disks: TempFolder;
  beforeAll(async () => {
    disks = await TempFolder.create();
    if (isMissing) return;
    await guest.make(disks, 'full.img');
    await ruinFreeSpace(disks.at('full.img'));
    await copyFile(disks.at('full.img'), disks.at('emptied.img'));
    await zeroFreeSpace(disks.at('emptied.img'));
  });
  afterAll(() => disks[Symbol.asyncDispose]());

  describe.skipIf(isMissing).each(targets)('as $format', ({ name, format, options }) => {
    it(
      'shrinks to what its files need, as was foretold, and every file stays as it is',
      { timeout: 60_000 },
      async () => {
        const raw = { sourceFormat: 'raw', options };
        await convert({ ...raw, source: disks.at('full.img'), target: folder.at(name) }, unwatched);
        await convert({ ...raw, source: disks.at('emptied.img'), target: folder.at(`ideal.${format}`) }, unwatched);
        const ideal = await sizeOf(`ideal.${format}`);
        expect(await sizeOf(name)).toBeGreaterThan(ideal * 1.5);

        const input = { path: folder.at(name), freeSpace: true };
        const preview = await previewCompaction(input, unwatched);
        const result = await compact(input, unwatched);
        const size = await sizeOf(name);
        expect(result).toMatchObject({ isPreview: false, after: { fileSize: size } });
        expect(result.guestFreeBytes).toBeGreaterThan(0);
        expect(result.partitions).toMatchObject([{ partition: { fileSystem: guest.fileSystem } }]);
        expect(Math.abs(size / ideal - 1)).toBeLessThan(0.05);
        expect(Math.abs(preview.after.fileSize / size - 1)).toBeLessThan(0.02);

        expect((await check({ path: folder.at(name) }, unwatched)).summary).toMatchObject({
          fatal: 0,
          damage: 0,
          waste: 0,
        });
        await convert({ source: folder.at(name), target: folder.at('after.img'), format: 'raw' }, unwatched);
        await guest.requireWhole(folder, 'after.img');
        await rm(folder.at('after.img'));

        const before = await contents();
        expect(await compact(input, unwatched)).toMatchObject({ reclaimed: 0, movedBytes: 0 });
        expect(await contents()).toEqual(before);
      },
    );
  });
});

const variants = [
  { name: 'disk.vdi', variant: 'dynamic', options: {} },
  { name: 'disk.vhd', variant: 'dynamic', options: { blockSize: '512KiB' } },
  { name: 'disk.vmdk', variant: 'monolithicSparse', options: {} },
  { name: 'disk.vmdk', variant: 'twoGbMaxExtentSparse', options: {} },
  { name: 'disk.vmdk', variant: 'streamOptimized', options: {} },
] as const;

it('a stream that a child builds on is written anew beside itself only', async () => {
  const base = folder.at('base.vmdk');
  await makeSampleDisk(folder.at('disk.img'), 4 * MiB);
  const variant = 'streamOptimized';
  await convert({ source: folder.at('disk.img'), sourceFormat: 'raw', target: base, variant }, unwatched);
  await createChild({ target: folder.at('child.vmdk'), parent: base }, unwatched);
  const before = await readFile(base);
  const reason = 'compact.rewrite-has-children';
  await expect(compact({ path: base }, unwatched)).rejects.toMatchObject({ reason });
  await expect(previewCompaction({ path: base }, unwatched)).rejects.toMatchObject({ reason });
  expect(Buffer.compare(await readFile(base), before)).toBe(0);
  await compact({ path: base, output: folder.at('small.vmdk') }, unwatched);
});

describe('the name of a smaller copy', () => {
  let path: string;
  beforeEach(async () => {
    path = folder.at('disk.vdi');
    await makeSampleDisk(folder.at('disk.img'), 4 * MiB);
    await convert({ source: folder.at('disk.img'), sourceFormat: 'raw', target: path }, unwatched);
    await writeFile(folder.at('taken.vdi'), 'mine');
  });

  it.each([
    ['disk.vdi', 'target.same-file'],
    ['taken.vdi', 'target.exists'],
    ['small.VHD', 'compact.other-extension'],
  ])('%s is refused by the preview as by the work: %s', async (name, reason) => {
    // What a process that is gone had half made is removed by the work where it hinders it, but never by a preview.
    const owner = (await ownMark()).replace(/-\d+-/, '-4194305-');
    await writeFile(folder.at(partName('taken.vdi', `${owner}.token`)), 'half made');
    const before = await contents();
    const input = { path, output: folder.at(name) };
    await expect(previewCompaction(input, unwatched)).rejects.toMatchObject({ reason });
    expect(await contents()).toEqual(before);
    await expect(compact(input, unwatched)).rejects.toMatchObject({ reason });
    expect(await folder.names()).toEqual(expect.arrayContaining(['disk.img', 'disk.vdi', 'taken.vdi']));
    expect(await readFile(folder.at('taken.vdi'), 'utf8')).toBe('mine');
  });

  it('may have an extension that no format has', async () => {
    const input = { path, output: folder.at('disk.backup') };
    expect(await previewCompaction(input, unwatched)).toMatchObject({ isPreview: true, output: input.output });
    expect(await compact(input, unwatched)).toMatchObject({ format: 'vdi', output: input.output });
  });

  it('does not count in the preview of the window, which asks for it only afterwards', async () => {
    const input = { path, output: folder.at('taken.vdi') };
    const result = await operations['preview-compaction']?.(input, unwatched, 'token');
    expect(result).toMatchObject({ isPreview: true, output: input.output });
  });
});

it('a stream that is compacted over itself stays the same disk in a new state, and is another one beside itself', async () => {
  const [path, output] = [folder.at('disk.vmdk'), folder.at('small.vmdk')];
  await writeStreamWithZeros(path);
  const marks = async (image: string) => {
    const { uuid, facts } = await inspect({ path: image }, unwatched);
    return { uuid, contentId: facts['contentId'] };
  };
  const before = await marks(path);
  expect(before.uuid).toMatch(/^6000c29/);
  await compact({ path, output }, unwatched);
  expect((await marks(output)).uuid).not.toBe(before.uuid);
  expect((await compact({ path }, unwatched)).reclaimed).toBeGreaterThan(0);
  const after = await marks(path);
  expect(after.uuid).toBe(before.uuid);
  expect(after.contentId).not.toBe(before.contentId);
});

describe.each(variants)('a $name ($variant)', ({ name, variant, options }) => {
  const size = 24 * MiB;
  const make = async (): Promise<string> => {
    await makeSampleDisk(folder.at('disk.img'), size);
    const target = folder.at(name);
    await convert({ source: folder.at('disk.img'), sourceFormat: 'raw', target, variant, options }, unwatched);
    return target;
  };

  it('that has nothing to give back is not changed by one byte, and says so', async () => {
    const path = await make();
    const before = await contents();
    const result = await compact({ path }, unwatched);
    expect(result).toMatchObject({ reclaimed: 0, zeroBytes: 0, orphanedBytes: 0, movedBytes: 0 });
    expect(result.after).toEqual(result.before);
    expect(await contents()).toEqual(before);
  });

  it('is written anew beside itself, with the same content', async () => {
    const path = await make();
    const before = await contents();
    const output = folder.at(`small-${name}`);
    expect(await compact({ path, output }, unwatched)).toMatchObject({ output, isPreview: false });
    expect((await hash({ path: output }, unwatched)).value).toBe((await hash({ path }, unwatched)).value);
    for (const [file, content] of before) expect((await contents()).get(file)).toBe(content);
    await expect(compact({ path, output }, unwatched)).rejects.toMatchObject({ reason: 'target.exists' });
  });

  it.skipIf(variant === 'streamOptimized')(
    'gives back blocks of zeros, keeps its content, and can be stopped',
    async () => {
      const path = await make();
      const written = seededRandom(9).bytes(8 * MiB);
      {
        await using image = await openEditableSource({ path }, unwatched.signal);
        await using model = await openForWriting(folder.at('disk.img'));
        for (const disk of [image.disk, model]) {
          await disk.write(2 * MiB, written);
          await disk.write(14 * MiB, written);
          await disk.write(3 * MiB, new Uint8Array(5 * MiB));
          await disk.write(15 * MiB + 7 * KiB, new Uint8Array(6 * MiB));
        }
        await image.disk.flush();
      }
      const { value } = await hash({ path }, unwatched);
      const preview = await previewCompaction({ path }, unwatched);
      expect(preview.reclaimed).toBeGreaterThan(8 * MiB);

      // Whenever it is stopped, the image is sound; and the next one goes on.
      for (const count of [3, 9]) {
        await compact({ path }, cancellingAt(count)).catch((thrown: unknown) => {
          expect(thrown).toMatchObject({ name: 'AbortError' });
        });
        expect((await check({ path }, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0 });
        expect((await hash({ path }, unwatched)).value).toBe(value);
      }
      const result = await compact({ path }, unwatched);
      expect(result.after.fileSize).toBe(preview.after.fileSize);
      expect((await hash({ path }, unwatched)).value).toBe(value);
      expect((await check({ path }, unwatched)).findings).toEqual([]);
      const format = { vdi: 'vdi', vhd: 'vpc', vmdk: 'vmdk' }[name.slice(5)] ?? '';
      if (!missing('qemu-img')) await qemuImg('compare', '-f', 'raw', '-F', format, folder.at('disk.img'), path);
    },
  );
});

describe('children', () => {
  it.each(['vdi', 'vhd', 'vmdk'])(
    'of %s keep their parent from losing its free space, and shrink themselves',
    async (format) => {
      await makeSampleDisk(folder.at('disk.img'), 12 * MiB);
      const [base, child] = [folder.at(`base.${format}`), folder.at(`child.${format}`)];
      await convert({ source: folder.at('disk.img'), sourceFormat: 'raw', target: base }, unwatched);
      await createChild({ target: child, parent: base }, unwatched);
      {
        // What the parent has there anyway, and something of its own.
        await using image = await openEditableSource({ path: child }, unwatched.signal);
        const same = new Uint8Array(6 * MiB);
        await image.disk.read(0, same);
        await image.disk.write(0, same);
        await image.disk.write(9 * MiB, seededRandom(4).bytes(300 * KiB));
        await image.disk.flush();
      }
      const { value } = await hash({ path: child }, unwatched);
      await expect(compact({ path: base, freeSpace: true }, unwatched)).rejects.toMatchObject({
        reason: 'compact.has-children',
      });
      const result = await compact({ path: child }, unwatched);
      expect(result.sameAsParentBytes).toBeGreaterThan(0);
      expect(result.reclaimed).toBeGreaterThan(2 * MiB);
      expect((await hash({ path: child }, unwatched)).value).toBe(value);
      expect((await check({ path: child }, unwatched)).summary).toMatchObject({ fatal: 0, damage: 0, waste: 0 });
    },
  );
});
