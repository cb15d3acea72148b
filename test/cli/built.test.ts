import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { missing } from '#test/support/need.ts';
import { findOlderNode } from '#test/support/older-node.ts';
import { builtCli } from '#test/support/program.ts';
import { runCli } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

// npm test builds before it tests; a single file run by vitest may find nothing built.
describe.skipIf(!existsSync(builtCli))('the built command line', () => {
  test('begins with the line that makes it a program', async () => {
    expect(await readFile(builtCli, 'utf8')).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  // "npx platter" in the README runs the file itself, also after a second build.
  test.skipIf(process.platform === 'win32')('may be executed', async () => {
    expect((await stat(builtCli)).mode & 0o111).toBe(0o111);
  });

  test.skipIf(missing('older-node'))('runs under the oldest Node that is supported', async () => {
    await using folder = await TempFolder.create();
    await makeSampleDisk(folder.at('disk.img'), 8 * MiB);
    const program = [findOlderNode() ?? '', builtCli] as const;
    const lines = [
      'convert disk.img disk.vdi --source-format raw --progress=json',
      'info disk.vdi',
      'map disk.vdi --json',
      'hash disk.vdi',
      'compare disk.img disk.vdi --source-format raw',
      'create set.vmdk --variant twoGbMaxExtentSparse --size 4MiB',
      'resize set.vmdk 8MiB',
      'convert set.vmdk rescued.vdi --salvage --progress=json',
      'check set.vmdk',
      'formats',
      '--help',
    ];
    for (const line of lines) {
      const { code, stderr } = await runCli(line.split(' '), { folder: folder.path, program });
      expect([line, code, stderr.replaceAll(/^\{.*\n/gm, '')]).toEqual([line, 0, '']);
    }
  });

  test('serves the window: the first line is its address, and SIGTERM ends it', async () => {
    const pages: Promise<Response>[] = [];
    // The history and the settings of whoever runs the tests are none of their business.
    await using home = await TempFolder.create();
    const run = await runCli(['serve', '--no-open'], {
      environment: { HOME: home.path, XDG_STATE_HOME: home.path, APPDATA: home.path },
      program: [process.execPath, builtCli],
      onStdout: (line, child) => {
        const { url } = JSON.parse(line) as { url: string };
        const page = fetch(url).finally(() => child.kill('SIGTERM'));
        pages.push(page);
      },
    });
    expect(run).toEqual({
      code: 0,
      stdout: expect.stringMatching(/^\{"url":"http:\/\/127\.0\.0\.1:\d+\/#token=[^"]+"\}\n$/) as string,
      stderr: '',
    });
    expect(await Promise.all(pages)).toMatchObject([{ status: 200 }]);
  });
});
