import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { program } from '#test/support/program.ts';
import { seededRandom } from '#test/support/random.ts';
import { runCli, runCliForJson, type CliRun } from '#test/support/run-cli.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
});
afterEach(() => folder[Symbol.asyncDispose]());

/** Runs the command line with bytes on its stdin. */
async function runWith(input: Uint8Array, ...words: readonly string[]): Promise<CliRun> {
  const [node, script] = program();
  const child = spawn(node, [script, ...words], { cwd: folder.path, stdio: 'pipe' });
  // The program may have refused before it read anything.
  child.stdin.on('error', () => undefined).end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: await ended, stdout, stderr };
}

async function contentOf(image: string, format: string): Promise<Buffer> {
  await runCli(['convert', image, 'content.img', '--format', 'raw', '--source-format', format, '--overwrite'], {
    folder: folder.path,
  });
  return readFile(folder.at('content.img'));
}

const size = 6 * MiB + 512;
const bytes = seededRandom(1).bytes(3 * MiB + 77);

const images: readonly (readonly [string, string, readonly string[]])[] = [
  ['disk.img', 'raw', []],
  ['disk.vdi', 'vdi', []],
  ['disk.vdi', 'vdi', ['--variant', 'static']],
  ['disk.vhd', 'vhd', []],
  ['disk.vhd', 'vhd', ['--variant', 'fixed']],
  ['disk.vmdk', 'vmdk', []],
  ['disk.vmdk', 'vmdk', ['--variant', 'monolithicFlat']],
  ['disk.vmdk', 'vmdk', ['--variant', 'twoGbMaxExtentSparse']],
];

describe('platter write', () => {
  test.each(images)('puts stdin into %s (%s %j), and nothing else changes', async (image, format, options) => {
    await runCli(['create', image, '--size', String(size), ...options], { folder: folder.path });
    const offset = 1 * MiB - 1000;
    const run = await runWith(bytes, 'write', image, '--offset', String(offset), '--source-format', format, '--json');
    expect(run.stderr).toBe('');
    expect(JSON.parse(run.stdout)).toEqual({ written: bytes.length });
    const expected = Buffer.alloc(size);
    expected.set(bytes, offset);
    expect(Buffer.compare(await contentOf(image, format), expected)).toBe(0);
  });

  test('writes up to the end of the disk and says that there was more', async () => {
    await runCli(['create', 'disk.vdi', '--size', '1MiB'], { folder: folder.path });
    const run = await runWith(bytes, 'write', 'disk.vdi', '--offset', '1000KiB');
    expect(run).toMatchObject({ code: 64, stdout: '' });
    expect(run.stderr).toContain('24 KiB have been written');
    const content = await contentOf('disk.vdi', 'vdi');
    expect(Buffer.compare(content.subarray(1000 * KiB), bytes.subarray(0, 24 * KiB))).toBe(0);
  });

  test('refuses a place behind the disk, and a call without a place', async () => {
    await runCli(['create', 'disk.vdi', '--size', '1MiB'], { folder: folder.path });
    expect(await runWith(bytes, 'write', 'disk.vdi', '--offset', '2MiB')).toMatchObject({ code: 64 });
    expect(await runWith(bytes, 'write', 'disk.vdi')).toMatchObject({ code: 64 });
    expect((await contentOf('disk.vdi', 'vdi')).every((byte) => byte === 0)).toBe(true);
  });

  test('refuses a stream, with the reason, and leaves it as it is', async () => {
    await writeFile(folder.at('full.img'), bytes.subarray(0, 1 * MiB));
    const words = ['convert', 'full.img', 'disk.vmdk', '--variant', 'streamOptimized', '--source-format', 'raw'];
    await runCli(words, { folder: folder.path });
    const before = await readFile(folder.at('disk.vmdk'));
    const run = await runWith(bytes, 'write', 'disk.vmdk', '--offset', '0', '--json');
    expect(run.code).toBe(1);
    expect(JSON.parse(run.stdout)).toMatchObject({ error: { code: 'unsupported' } });
    expect(Buffer.compare(await readFile(folder.at('disk.vmdk')), before)).toBe(0);
  });
});

describe('platter create --parent', () => {
  test.each(['vdi', 'vhd', 'vmdk'])(
    'makes children of %s, three deep, each of which shows what is below',
    async (format) => {
      const names = ['base', 'middle', 'top'].map((name) => `${name}.${format}`);
      const [base = '', middle = '', top = ''] = names;
      const expected = Buffer.alloc(size);
      const write = async (image: string, offset: number, seed: number): Promise<void> => {
        const piece = seededRandom(seed).bytes(200 * KiB + 5);
        expect(await runWith(piece, 'write', image, '--offset', String(offset))).toMatchObject({ code: 0, stderr: '' });
        expected.set(piece, offset);
      };
      await runCli(['create', base, '--size', String(size)], { folder: folder.path });
      await write(base, 100 * KiB, 2);
      expect(await runCliForJson(['create', middle, '--parent', base], { folder: folder.path })).toMatchObject({
        format,
        virtualSize: size,
        files: [middle],
      });
      await write(middle, 2 * MiB - 3, 3);
      await runCli(['create', top, '--parent', middle], { folder: folder.path });
      await write(top, 150 * KiB, 4);
      expect(await runCliForJson(['info', top], { folder: folder.path })).toMatchObject([
        { format, virtualSize: size, facts: { imagesInChain: 3 } },
      ]);
      expect(Buffer.compare(await contentOf(top, format), expected)).toBe(0);
      const value = createHash('sha256').update(expected).digest('hex');
      expect(await runCliForJson(['hash', top], { folder: folder.path })).toMatchObject({ value });
      await runCli(['convert', top, `flat.${format}`], { folder: folder.path });
      expect(await runCliForJson(['hash', `flat.${format}`], { folder: folder.path })).toMatchObject({ value });
    },
  );

  test('refuses a parent of another format, another size, and a variant', async () => {
    await runCli(['create', 'base.vdi', '--size', '1MiB'], { folder: folder.path });
    const parent = ['--parent', 'base.vdi'];
    const refused = [
      ['create', 'child.vhd', ...parent],
      ['create', 'child.vdi', ...parent, '--size', '2MiB'],
      ['create', 'child.vdi', ...parent, '--variant', 'static'],
      ['create', 'child.vdi'],
    ];
    for (const words of refused) expect((await runCli(words, { folder: folder.path })).code).not.toBe(0);
    expect(await folder.names()).toEqual(['base.vdi']);
  });
});
