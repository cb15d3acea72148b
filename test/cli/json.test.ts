import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { catalogue } from '#main/core/operations/catalogue.ts';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { runCli, runCliForJson } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

// The exact shapes that scripts rely on: a key that changes its name or its type is seen here first.

const size = 4 * MiB;
const count = expect.any(Number) as number;
const text = expect.any(String) as string;
let folder: TempFolder;
let digest: string;
let converted: unknown;
const json = (line: string): Promise<unknown> => runCliForJson(line.split(' '), { folder: folder.path });

beforeAll(async () => {
  folder = await TempFolder.create();
  await makeSampleDisk(folder.at('disk.img'), size, [{ start: 0, length: 64 * KiB }]);
  digest = createHash('sha256')
    .update(await readFile(folder.at('disk.img')))
    .digest('hex');
  converted = await json('convert disk.img disk.vdi --source-format raw');
});

afterAll(() => folder[Symbol.asyncDispose]());

test('convert tells what was written, and that it was verified', () => {
  expect(converted).toEqual({
    source: 'disk.img',
    target: 'disk.vdi',
    format: 'vdi',
    variant: 'dynamic',
    virtualSize: size,
    dataBytes: 64 * KiB,
    zeroBytes: size - 64 * KiB,
    bytesWritten: count,
    files: ['disk.vdi'],
    digest: { algorithm: 'sha256', value: digest },
    verified: true,
    durationMs: count,
  });
});

test('create tells what was made', async () => {
  expect(await json('create new.vhd --size 1.5MiB --variant fixed')).toEqual({
    path: 'new.vhd',
    format: 'vhd',
    variant: 'fixed',
    virtualSize: 1.5 * MiB,
    files: ['new.vhd'],
  });
});

test('create passes options on, and rounds the size up to whole sectors', async () => {
  const made = await json('create small.disk --size 1000 --format VDI -o blockSize=2MiB');
  expect(made).toMatchObject({ format: 'vdi', variant: 'dynamic', virtualSize: 1024 });
  expect(await json('info small.disk')).toMatchObject([{ virtualSize: 1024, blockSize: 2 * MiB }]);
});

test('convert --no-verify has neither digest nor verification', async () => {
  const result = await json('convert disk.vdi plain.img --no-verify');
  expect(result).toMatchObject({ format: 'raw', digest: null, verified: false });
});

test('convert --level reaches a variant that compresses', async () => {
  const result = await json('convert disk.vdi packed.vmdk --variant streamOptimized --level 9');
  expect(result).toMatchObject({ variant: 'streamOptimized', digest: { value: digest }, verified: true });
});

test('info is an array with one entry for each image, in order', async () => {
  const vdi = {
    path: 'disk.vdi',
    format: 'vdi',
    variant: 'dynamic',
    virtualSize: size,
    blockSize: 1 * MiB,
    fileSize: count,
    allocatedSize: count,
    files: [{ path: 'disk.vdi', role: 'image', size: count }],
    parent: null,
    uuid: expect.stringMatching(/^[\da-f-]{36}$/) as string,
    creator: text,
    inUse: null,
    facts: expect.any(Object) as object,
  };
  expect(await json('info disk.vdi disk.vdi')).toEqual([vdi, vdi]);
  expect(await json('info disk.img --source-format raw')).toMatchObject([
    { format: 'raw', blockSize: null, uuid: null, creator: null },
  ]);
});

test('map is complete and in order, and tells where data lies', async () => {
  const rows = (await json('map disk.vdi')) as { start: number; length: number; kind: string }[];
  expect(rows[0]).toEqual({ start: 0, length: 64 * KiB, kind: 'data', file: 0, offset: count });
  let end = 0;
  for (const { start, length } of rows) {
    expect(start).toBe(end);
    end += length;
  }
  expect(end).toBe(size);
});

test('hash is the digest of the raw disk', async () => {
  const expected = { algorithm: 'sha256', value: digest, virtualSize: size };
  expect(await json('hash disk.vdi')).toEqual(expected);
  expect(await json('hash disk.img --source-format raw')).toEqual(expected);
});

test('compare tells equal disks of different formats, and ends with 4 at the first difference', async () => {
  const equal = await runCli('compare disk.img disk.vdi --source-format raw --json'.split(' '), {
    folder: folder.path,
  });
  expect([equal.code, JSON.parse(equal.stdout)]).toEqual([0, { identical: true, virtualSizes: [size, size] }]);

  await makeSampleDisk(folder.at('other.img'), size, [{ start: 512, length: 64 * KiB - 512 }]);
  const words = 'compare other.img disk.vdi --first-format raw --json'.split(' ');
  const different = await runCli(words, { folder: folder.path });
  expect([different.code, JSON.parse(different.stdout)]).toEqual([
    4,
    { identical: false, firstDifference: 0, virtualSizes: [size, size] },
  ]);
});

test('formats is the catalogue', async () => {
  expect(await json('formats')).toEqual(catalogue());
});

test('without --json people get text on stdout and nothing on stderr', async () => {
  const lines = [
    ['info disk.vdi', /^image +disk\.vdi\nformat +vdi dynamic\nvirtual size +4 MiB \(4194304 bytes\)\n/],
    ['map disk.vdi', /^ +start +length {2}kind {2}place in the file\n +0 +65536 {2}data {2}\d+\n/],
    ['hash disk.vdi', new RegExp(`^${digest} {2}disk\\.vdi\n$`)],
    ['compare disk.vdi disk.vdi', /^Identical\.\n$/],
    ['formats', /^vdi {2}/],
    ['create fresh.img --size 4KiB --variant full', /^created +fresh\.img\nformat +raw full\nvirtual size +4 KiB/],
    ['convert disk.vdi again.vdi', /^written +again\.vdi\nformat +vdi dynamic\n/],
  ] as const;
  for (const [line, pattern] of lines) {
    expect(await runCli(line.split(' '), { folder: folder.path }), line).toEqual({
      code: 0,
      stdout: expect.stringMatching(pattern) as string,
      stderr: '',
    });
  }
});
