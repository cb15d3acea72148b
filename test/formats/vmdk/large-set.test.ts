import { link, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB, TiB } from '#shared/model/bytes.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { openImage } from '#main/core/disk/open.ts';
import { splitNames } from '#main/core/formats/vmdk/extent-file-names.ts';
import { vmdk } from '#main/core/formats/vmdk/index.ts';
import { options } from '#main/core/formats/vmdk/options.ts';
import { splitVariants } from '#main/core/formats/vmdk/split-variants.ts';
import { atomically } from '#main/core/io/atomic-output.ts';
import { convert } from '#main/core/operations/convert.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { intercept } from '#test/stress/support/intercept.ts';
import type { Hook, Request } from '#test/stress/support/requests.ts';
import { fixedIdentity, makeImage } from '#test/support/make-image.ts';
import { patternAt } from '#test/support/patterns.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';
import { descriptorOf } from './build.ts';

/** As many extents of 2047 MiB as 16 TiB need, but for a MiB at the end: ext4 takes no raw file of 16 TiB. */
const extentBytes = 2047 * MiB;
const count = Math.ceil((16 * TiB) / extentBytes);
const virtualSize = (count - 1) * extentBytes + 1 * MiB;
/** Of one pool, and those that a test process has anyway. */
const handlesAllowed = 256 + 8;

/** The files of a folder that are opened, from now on until this is disposed. */
class OpenedFiles implements Hook, Disposable {
  readonly names: string[] = [];
  readonly #interception: Disposable;

  constructor(folder: TempFolder) {
    this.#interception = intercept(folder.path, this);
  }

  request<T>(request: Request, carryOut: () => Promise<T>): Promise<T> {
    if (request.kind === 'open') this.names.push(path.basename(request.file.path));
    return carryOut();
  }

  system(_: unknown, carryOut: () => 'done' | 'not done'): 'done' | 'not done' {
    return carryOut();
  }

  [Symbol.dispose](): void {
    this.#interception[Symbol.dispose]();
  }
}

describe('a split disk of 16 TiB', () => {
  let folder: TempFolder;
  const names = splitNames('big.vmdk', 's', count);

  beforeAll(async () => {
    folder = await TempFolder.create();
    // All extents are empty, so one file can stand for them under thousands of names; the last one is shorter.
    const template = await makeImage(vmdk, { variant: 'twoGbMaxExtentSparse', virtualSize: extentBytes });
    await writeFile(folder.at('template'), template.siblings.get('disk-s001.vmdk')?.bytes() ?? '');
    for (const name of names) await link(folder.at('template'), folder.at(name));
    const lines = names.map((name, i) => `RW ${(i === count - 1 ? MiB : extentBytes) / 512} SPARSE "${name}"`);
    await writeFile(folder.at('big.vmdk'), descriptorOf(lines));
  });
  afterAll(() => folder[Symbol.asyncDispose]());

  it('is opened without a look into its files, and walked with few of them open', { timeout: 60_000 }, async () => {
    const before = process.memoryUsage.rss();
    using opened = new OpenedFiles(folder);
    await using image = await openImage(folder.at('big.vmdk'), { formats: [vmdk] });
    expect(opened.names.length).toBeLessThan(100);
    expect(image.disk.virtualSize).toBe(virtualSize);
    expect((await folder.openFiles()).length).toBeLessThan(handlesAllowed);

    const kinds = new Set<string>();
    let most = 0;
    let end = 0;
    for (let at = 0; at < virtualSize; at += 2 * TiB) {
      for await (const batch of image.disk.extents({ start: at, length: 2 * TiB })) {
        for (const extent of batch) {
          kinds.add(extent.kind);
          end = extent.start + extent.length;
        }
      }
      most = Math.max(most, (await folder.openFiles()).length);
    }
    expect({ kinds: [...kinds], end }).toEqual({ kinds: ['hole'], end: virtualSize });
    expect(most).toBeLessThan(handlesAllowed);
    expect(process.memoryUsage.rss() - before).toBeLessThan(150 * MiB);
  });

  it('is described without a scan', async () => {
    using opened = new OpenedFiles(folder);
    expect(await inspect({ path: folder.at('big.vmdk') }, unwatched)).toMatchObject({
      virtualSize,
      blockSize: 64 * KiB,
    });
    expect(opened.names.length).toBeLessThan(100);
    expect(await folder.openFiles()).toEqual([]);
  });

  it('becomes a raw image that is all a hole', { timeout: 60_000 }, async () => {
    // A quarter of it, which is 2050 files: every pass over all of them takes seconds.
    const part = 2050;
    const lines = names.slice(0, part).map((name) => `RW ${extentBytes / 512} SPARSE "${name}"`);
    await writeFile(folder.at('part.vmdk'), descriptorOf(lines));
    const input = { source: folder.at('part.vmdk'), target: folder.at('part.img'), format: 'raw', variant: 'sparse' };
    const result = await convert(input, unwatched);
    expect(result).toMatchObject({ virtualSize: part * extentBytes, dataBytes: 0, verified: true });
    expect(result.bytesWritten).toBeLessThan(1 * MiB);
    expect(await folder.openFiles()).toEqual([]);
  });

  it('is refused at once when a file in its middle is missing, cut off or something else', async () => {
    const name = names[5000] ?? '';
    const open = () => openImage(folder.at('big.vmdk'), { formats: [vmdk] });
    await rm(folder.at(name));
    await expect(open()).rejects.toMatchObject({ reason: 'file.missing', facts: { path: folder.at(name) } });
    await writeFile(folder.at(name), 'short');
    await expect(open()).rejects.toMatchObject({ reason: 'vmdk.not-sparse', facts: { name } });
    expect(await folder.openFiles()).toEqual([]);

    // Its header is looked at when it is needed, and not before.
    await writeFile(folder.at(name), new Uint8Array(64 * KiB));
    await using image = await open();
    const at = 5000 * extentBytes;
    await expect(image.disk.read(at, new Uint8Array(512))).rejects.toMatchObject({ reason: 'vmdk.not-sparse' });
    await image.disk.read(at - 512, new Uint8Array(512));
  });
});

describe('a file of a set that is open', () => {
  it('and replaced by another one meanwhile is not read on', async () => {
    await using folder = await TempFolder.create();
    // More files than the pool keeps, so that the first ones were closed when they are read again.
    const flat = Array.from({ length: 300 }, (_, i) => `f${i}`);
    for (const [i, name] of flat.entries()) await writeFile(folder.at(name), patternAt(i * 512, 512));
    await writeFile(folder.at('d.vmdk'), descriptorOf(flat.map((name) => `RW 1 FLAT "${name}" 0`)));
    await using image = await openImage(folder.at('d.vmdk'), { formats: [vmdk] });
    const all = new Uint8Array(300 * 512);
    await image.disk.read(0, all);
    expect(Buffer.compare(all, patternAt(0, all.length))).toBe(0);
    await image.disk.read(10 * 512, all.subarray(10 * 512));
    expect(await folder.openFiles()).not.toContain(folder.at('f0'));
    await rm(folder.at('f0'));
    await writeFile(folder.at('f0'), new Uint8Array(1024));
    await expect(image.disk.read(0, new Uint8Array(512))).rejects.toMatchObject({
      reason: 'file.replaced',
      facts: { path: folder.at('f0') },
    });
  });
});

describe('writing a set of many files', () => {
  it('keeps few of them open, and all of them whole', { timeout: 60_000 }, async () => {
    await using folder = await TempFolder.create();
    const [sparse] = splitVariants(128 * KiB);
    const size = 301 * 128 * KiB;
    const plan = { virtualSize: size, options: options().parse({}), identity: fixedIdentity() };
    let most = 0;
    await atomically(folder.at('d.vmdk'), {}, async (files) => {
      const sink = await sparse?.create?.(files, plan);
      for (let at = 0; at < size; at += 2 * MiB) {
        await sink?.data(at, patternAt(at, Math.min(2 * MiB, size - at)));
        most = Math.max(most, (await folder.openFiles()).length);
      }
      await sink?.finish();
      expect(await files.allocatedSize()).toBeGreaterThan(size);
      // As verification does: the files are read again before they have their names.
      const layer = await vmdk.open(files, { limits: defaultLimits, tolerance: 'strict' });
      expect(layer.virtualSize).toBe(size);
    });
    expect(most).toBeLessThan(64 + 8);
    expect((await folder.names()).length).toBe(302);
    await using image = await openImage(folder.at('d.vmdk'), { formats: [vmdk] });
    for (let at = 0; at < size; at += 8 * MiB) {
      const found = new Uint8Array(Math.min(8 * MiB, size - at));
      await image.disk.read(at, found);
      expect(Buffer.compare(found, patternAt(at, found.length))).toBe(0);
    }
  });
});
