import { closeSync, openSync } from 'node:fs';
import { mkdir, open, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import type { Progress } from '#shared/model/job.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { WritableFolder } from '#main/core/disk/writable-folder.ts';
import { check } from '#main/core/operations/check.ts';
import { compact, previewCompaction } from '#main/core/operations/compact.ts';
import { compare } from '#main/core/operations/compare.ts';
import { convert } from '#main/core/operations/convert.ts';
import { createChild } from '#main/core/operations/create-child.ts';
import { details } from '#main/core/operations/details.ts';
import { hash } from '#main/core/operations/hash.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { read } from '#main/core/operations/read.ts';
import { repair } from '#main/core/operations/repair.ts';
import { resize } from '#main/core/operations/resize.ts';
import { write } from '#main/core/operations/write.ts';
import { missing } from '#test/support/need.ts';
import { holdWithQemu, type QemuHolder } from '#test/support/qemu-io.ts';
import { runCli } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { unwatched } from '#test/support/watch.ts';

let folder: TempFolder;
let image: string;
let raw: string;

beforeEach(async () => {
  folder = await TempFolder.create();
  image = folder.at('disk.vdi');
  raw = folder.at('disk.img');
  await makeSampleDisk(raw, 8 * MiB);
  await convert({ source: raw, sourceFormat: 'raw', target: image }, unwatched);
});

afterEach(() => folder[Symbol.asyncDispose]());

const drain = async (pieces: AsyncIterable<unknown>): Promise<void> => {
  const iterator = pieces[Symbol.asyncIterator]();
  while (!(await iterator.next()).done);
};

async function* zeros() {
  yield new Uint8Array(512);
}

type Work = (file: string) => Promise<unknown>;

/** What reads all of an image. */
const wholeReads: readonly (readonly [string, Work])[] = [
  ['convert', (source) => convert({ source, target: folder.at('copy.vhd') }, unwatched)],
  ['hash', (file) => hash({ path: file }, unwatched)],
  ['compare', (second) => compare({ first: raw, firstFormat: 'raw', second }, unwatched)],
  ['check', (file) => check({ path: file }, unwatched)],
  ['read', (file) => drain(read({ path: file }, unwatched))],
];

/** The same for what is to be changed by it, or built upon it: there is no reading it meanwhile. */
const readsAtRest: readonly (readonly [string, Work])[] = [
  ['a forecast of a compaction', (file) => previewCompaction({ path: file }, unwatched)],
  ['a smaller copy', (path) => compact({ path, output: folder.at('small.vdi') }, unwatched)],
  ['a forecast of it', (path) => previewCompaction({ path, output: folder.at('small.vdi') }, unwatched)],
  ['a new child', (parent) => createChild({ target: folder.at('child.vdi'), parent }, unwatched)],
];

/** What changes an image in place. */
const changes: readonly (readonly [string, Work])[] = [
  ['write', (file) => write({ path: file, offset: 0, pieces: zeros() }, unwatched)],
  ['repair', (file) => repair({ path: file, kind: 'lossless' }, unwatched)],
  ['compact', (file) => compact({ path: file }, unwatched)],
  ['resize', (file) => resize({ path: file, virtualSize: 16 * MiB }, unwatched)],
  ['opening it for writing', async (file) => (await WritableFolder.open(file, defaultLimits))[Symbol.asyncDispose]()],
  ['replacing it', (target) => convert({ source: raw, sourceFormat: 'raw', target, overwrite: true }, unwatched)],
];

describe.skipIf(missing('qemu-io'))('an image that qemu-io has open for writing', () => {
  let holder: QemuHolder;

  beforeEach(async () => {
    holder = await holdWithQemu(image, 'vdi');
  });

  afterEach(() => holder[Symbol.asyncDispose]());

  it.each(wholeReads)('is refused by %s, which names the program', async (_, work) => {
    const before = await folder.names();
    const facts = { path: image, program: 'qemu-io', pid: holder.pid };
    const message = expect.stringContaining('--in-use=read') as string;
    await expect(work(image)).rejects.toMatchObject({ code: 'in-use', reason: 'image.written-by', facts, message });
    expect(await folder.names()).toEqual(before);
  });

  it.each(readsAtRest)('is refused by %s, without an offer to read it all the same', async (_, work) => {
    const before = await folder.names();
    const facts = { path: image, program: 'qemu-io', pid: holder.pid };
    const message = expect.not.stringContaining('--in-use') as string;
    await expect(work(image)).rejects.toMatchObject({ code: 'in-use', reason: 'image.not-at-rest-by', facts, message });
    expect(await folder.names()).toEqual(before);
  });

  it.each(changes)('is refused by %s, whatever is asked for', async (_, work) => {
    const before = await hash({ path: image, inUse: 'read' }, unwatched);
    await expect(work(image)).rejects.toMatchObject({ code: 'in-use', facts: { program: 'qemu-io', pid: holder.pid } });
    expect(await hash({ path: image, inUse: 'read' }, unwatched)).toEqual(before);
  });

  it('is looked at, with a notice', async () => {
    expect(await inspect({ path: image }, unwatched)).toMatchObject({ inUse: { program: 'qemu-io', pid: holder.pid } });
    expect(await details({ path: image }, unwatched)).toMatchObject({ format: 'vdi' });
    const map = await runCli(['map', 'disk.vdi'], { folder: folder.path });
    expect(map).toMatchObject({
      code: 0,
      stderr: `platter: disk.vdi is in use by qemu-io (process ${String(holder.pid)}): what is told of it may already be out of date.\n`,
    });
    const info = await runCli(['info', 'disk.vdi'], { folder: folder.path });
    expect(info.stdout).toMatch(new RegExp(`in use +by qemu-io \\(process ${String(holder.pid)}\\)`));
  });

  it('is read all the same with --in-use=read, as long as nothing is written', async () => {
    const run = await runCli(['hash', 'disk.vdi', '--in-use=read'], { folder: folder.path });
    expect(run).toMatchObject({ code: 0, stderr: '' });
    const { code, stderr } = await runCli(['hash', 'disk.vdi'], { folder: folder.path });
    expect([code, stderr]).toEqual([
      1,
      expect.stringContaining(`disk.vdi is in use by qemu-io (process ${String(holder.pid)})`),
    ]);
  });
});

describe.skipIf(missing('qemu-io'))('qemu-io beside Platter', () => {
  it('does not hinder reading when it only reads as well, but nothing is written meanwhile', async () => {
    await using holder = await holdWithQemu(image, 'vdi', { readOnly: true });
    await expect(hash({ path: image }, unwatched)).resolves.toMatchObject({ algorithm: 'sha256' });
    await expect(inspect({ path: image }, unwatched)).resolves.toMatchObject({ inUse: null });
    const facts = { path: image, program: 'qemu-io', pid: holder.pid };
    await expect(write({ path: image, offset: 0, pieces: zeros() }, unwatched)).rejects.toMatchObject({
      reason: 'image.held-by',
      facts,
    });
  });

  it('cannot open an image that Platter changes, and can afterwards', async () => {
    await using lock = await WritableFolder.open(image, defaultLimits);
    await expect(holdWithQemu(image, 'vdi')).rejects.toThrow(/Failed to get "write" lock/);
    await expect(holdWithQemu(image, 'vdi', { readOnly: true })).rejects.toThrow(/Failed to get shared "write" lock/);
    await lock[Symbol.asyncDispose]();
    await (await holdWithQemu(image, 'vdi'))[Symbol.asyncDispose]();
  });

  it('cannot write to an image while all of it is read', async () => {
    const pieces = read({ path: image }, unwatched);
    await pieces.next();
    await expect(holdWithQemu(image, 'vdi')).rejects.toThrow(/Failed to get "write" lock/);
    await (await holdWithQemu(image, 'vdi', { readOnly: true }))[Symbol.asyncDispose]();
    await drain(pieces);
  });

  it('is found by the parent that it writes to', async () => {
    const child = folder.at('child.vdi');
    await createChild({ target: child, parent: image }, unwatched);
    await using holder = await holdWithQemu(image, 'vdi');
    const facts = { path: image, pid: holder.pid };
    await expect(hash({ path: child }, unwatched)).rejects.toMatchObject({ reason: 'image.written-by', facts });
    await expect(write({ path: child, offset: 0, pieces: zeros() }, unwatched)).rejects.toMatchObject({
      reason: 'image.not-at-rest-by',
      facts,
    });
  });
});

describe('a second Platter', () => {
  it.each(changes)('does not %s what the first one changes', async (_, work) => {
    await using first = await WritableFolder.open(image, defaultLimits);
    await expect(work(first.main.path)).rejects.toMatchObject({ code: 'in-use' });
  });

  it('does not read what the first one changes, and says who does', async () => {
    await using first = await WritableFolder.open(image, defaultLimits);
    const { code, stderr } = await runCli(['hash', 'disk.vdi'], { folder: folder.path });
    expect(stderr).toMatch(new RegExp(`disk.vdi is in use by [\\w-]+ \\(process ${String(process.pid)}\\)`));
    expect([code, first.name]).toEqual([1, 'disk.vdi']);
  });

  it('reads what the first one reads', async () => {
    const pieces = read({ path: image }, unwatched);
    await pieces.next();
    expect((await runCli(['hash', 'disk.vdi'], { folder: folder.path })).code).toBe(0);
    await drain(pieces);
  });
});

describe.skipIf(process.platform !== 'linux')(
  'a program that has an image open for writing and knows no locks, as VirtualBox',
  () => {
    it('keeps it from being replaced, also when it came while the new image was written', async () => {
      const before = await readFile(image);
      let writer: number | undefined;
      const watch = {
        ...unwatched,
        report: ({ phase }: Progress) => {
          if (phase === 'verify') writer ??= openSync(image, 'r+');
        },
      };
      const work = convert({ source: raw, sourceFormat: 'raw', target: image, overwrite: true }, watch);
      await expect(work).rejects.toMatchObject({ reason: 'image.held-by', facts: { pid: process.pid } });
      closeSync(writer ?? -1);
      expect(Buffer.compare(await readFile(image), before)).toBe(0);
      expect(await folder.names()).toEqual(['disk.img', 'disk.vdi']);
    });

    it('keeps it from being read as a whole, or changed', async () => {
      await using writer = await open(image, 'r+');
      const facts = { path: image, program: 'Platter', pid: process.pid };
      expect(await inspect({ path: image }, unwatched)).toMatchObject({ inUse: { pid: process.pid } });
      await expect(hash({ path: image }, unwatched)).rejects.toMatchObject({ reason: 'image.written-by', facts });
      await expect(write({ path: image, offset: 0, pieces: zeros() }, unwatched)).rejects.toMatchObject({
        reason: 'image.held-by',
        facts,
      });
      await writer.close();
      await expect(hash({ path: image }, unwatched)).resolves.toMatchObject({ algorithm: 'sha256' });
    });

    it('is found by an extent of a set, when that is all it has open', async () => {
      const set = folder.at('set.vmdk');
      await convert({ source: image, target: set, variant: 'monolithicFlat' }, unwatched);
      await using writer = await open(folder.at('set-flat.vmdk'), 'r+');
      expect(await inspect({ path: set }, unwatched)).toMatchObject({ inUse: { pid: process.pid } });
      await expect(hash({ path: set }, unwatched)).rejects.toMatchObject({
        facts: { path: folder.at('set-flat.vmdk') },
      });
      await expect(check({ path: set }, unwatched)).rejects.toMatchObject({ code: 'in-use' });
      await expect(write({ path: set, offset: 0, pieces: zeros() }, unwatched)).rejects.toMatchObject({
        reason: 'image.held-by',
      });
      expect(writer.fd).toBeGreaterThan(0);
    });
  },
);

describe('a lock folder of VMware', () => {
  it('counts with a lock in it, and names itself', async () => {
    const disk = folder.at('disk.vmdk');
    await convert({ source: image, target: disk }, unwatched);
    const lock = `${disk}.lck`;
    await mkdir(lock);
    await expect(hash({ path: disk }, unwatched)).resolves.toMatchObject({ algorithm: 'sha256' });
    await writeFile(path.join(lock, 'M04711.lck'), 'anybody');
    const refusal = { reason: 'image.locked-by-vmware', facts: { path: disk, lock } };
    await expect(hash({ path: disk }, unwatched)).rejects.toMatchObject(refusal);
    await expect(write({ path: disk, offset: 0, pieces: zeros() }, unwatched)).rejects.toMatchObject(refusal);
    expect(await inspect({ path: disk }, unwatched)).toMatchObject({ inUse: { program: 'VMware', pid: null } });
    await rm(lock, { recursive: true });
    await expect(write({ path: disk, offset: 0, pieces: zeros() }, unwatched)).resolves.toEqual({ written: 512 });
  });
});
