import { spawn } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { program } from '#test/support/program.ts';
import { runCli, runCliForJson } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const size = 9 * MiB + 512;
let folder: TempFolder;
let content: Buffer;

beforeAll(async () => {
  folder = await TempFolder.create();
  await makeSampleDisk(folder.at('disk.img'), size);
  content = await readFile(folder.at('disk.img'));
  await runCli(['convert', 'disk.img', 'disk.vdi', '--source-format', 'raw'], { folder: folder.path });
});

afterAll(() => folder[Symbol.asyncDispose]());

/** What the command line prints, byte for byte. */
async function bytesOf(...words: readonly string[]): Promise<Buffer> {
  const [node, script] = program();
  const child = spawn(node, [script, ...words], {
    cwd: folder.path,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  return buffer(child.stdout);
}

describe('platter read', () => {
  test.each([
    ['the whole disk', [], 0, size],
    ['a range over holes and data', ['--offset', '1000001', '--length', '3MiB'], 1_000_001, 1_000_001 + 3 * MiB],
    ['the end of the disk', ['--offset', String(size - 700)], size - 700, size],
    ['nothing', ['--offset', '5', '--length', '0'], 5, 5],
  ])('writes %s to stdout', async (_, words, start, end) => {
    const found = await bytesOf('read', 'disk.vdi', ...words);
    expect(Buffer.compare(found, content.subarray(start, end))).toBe(0);
  });

  test('refuses a range beyond the disk before it prints anything', async () => {
    const run = await runCli(['read', 'disk.vdi', '--offset', '9MiB', '--length', '513'], { folder: folder.path });
    expect(run).toMatchObject({ stdout: '', stderr: expect.stringContaining('do not lie inside the disk') as string });
    expect(run.code).not.toBe(0);
  });
});

describe('platter measure', () => {
  test.each(['vdi', 'vhd', 'vmdk', 'raw'])('is never below what a conversion to %s takes', async (format) => {
    const options = { folder: folder.path };
    const measured = (await runCliForJson(['measure', 'disk.vdi', '--format', format], options)) as {
      required: number;
      fullyAllocated: number;
    };
    await runCli(['convert', 'disk.vdi', `made-${format}`, '--format', format], options);
    const { blocks } = await stat(folder.at(`made-${format}`));
    // The file system counts its own blocks of metadata too.
    expect(measured.required).toBeGreaterThanOrEqual(blocks * 512 - 64 * KiB);
    expect(measured.fullyAllocated).toBeGreaterThanOrEqual(Math.max(size, measured.required));
  });

  test('wants to know what the image would become', async () => {
    const run = await runCli(['measure', 'disk.vdi'], { folder: folder.path });
    expect(run).toMatchObject({ code: 64, stderr: expect.stringContaining('--format') as string });
  });
});
