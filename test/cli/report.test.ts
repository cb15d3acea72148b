import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { runCli, type CliRun } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
const run = (line: string): Promise<CliRun> => runCli(line.split(' '), { folder: folder.path });
const textOf = (name: string): Promise<string> => readFile(folder.at(name), 'utf8');

beforeAll(async () => {
  folder = await TempFolder.create();
  await makeSampleDisk(folder.at('disk.img'), 8 * MiB);
  await run('convert disk.img disk.vdi --source-format raw');
});

afterAll(() => folder[Symbol.asyncDispose]());

test.each([
  ['check disk.vdi', 'Check'],
  ['check disk.vdi --repair --dry-run', 'Repair, previewed'],
  ['check disk.vdi --repair=all', 'Repair'],
  ['convert disk.vdi copy.vhd --overwrite', 'Conversion'],
  ['compact disk.img --source-format raw --dry-run', 'Compaction, previewed'],
  ['compact disk.img --source-format raw', 'Compaction'],
])('"platter %s --report" saves a page headed "%s", and with .json what --json prints', async (line, kind) => {
  expect(await run(`${line} --report report.htm`)).toMatchObject({ code: 0, stderr: '' });
  expect(await textOf('report.htm')).toContain(`<p class="kind">${kind}</p>`);

  const { code, stdout } = await run(`${line} --json --report report.json`);
  expect([code, await textOf('report.json')]).toEqual([0, stdout]);
});

test('a damaged image still ends with 2, and its report is there', async () => {
  const image = await readFile(folder.at('disk.vdi'));
  await writeFile(folder.at('cut.vdi'), image.subarray(0, image.length - MiB));
  await writeFile(folder.at('cut.html'), 'an older report');
  expect((await run('check cut.vdi --report cut.html')).code).toBe(2);
  expect(await textOf('cut.html')).toContain('vdi.slot-missing');
});

test.each([
  ['report.txt', 64, 'ends in .html, .htm or .json'],
  ['report', 64, 'ends in .html, .htm or .json'],
  ['nowhere/report.html', 1, 'The folder nowhere does not exist.'],
  ['folder.html', 1, 'not a regular file'],
  ['new.json', 64, 'would replace new.json'],
  ['link.html', 64, 'would replace disk.vdi'],
])('a report that cannot go to %s is refused before the work begins', async (name, code, sentence) => {
  await mkdir(folder.at('folder.html'), { recursive: true });
  await symlink('disk.vdi', folder.at('link.html')).catch(() => undefined);
  const names = await folder.names();
  const found = await run(`convert disk.vdi new.json --format raw --report ${name}`);
  expect([found.code, found.stdout, found.stderr]).toEqual([code, '', expect.stringContaining(sentence)]);
  expect(await folder.names()).toEqual(names);
});

test('a report that cannot be saved after the work is told, and the work stands', async () => {
  // Nobody can see before that this is the name of the new image as well.
  await symlink('.', folder.at('same'));
  const { code, stdout, stderr } = await run(
    'convert disk.img late.html --source-format raw --format vdi --report same/late.html',
  );
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/^platter: Everything else is done, but the report was not saved\. [^\n]*\n$/),
  ]);
  expect(stdout).toContain('verified');
  expect((await run('compare late.html disk.vdi')).code).toBe(0);
});
