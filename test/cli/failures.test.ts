import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { copyFile, mkdir, readdir, truncate, writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MiB } from '#shared/model/bytes.ts';
import { runNode } from '#test/support/run-node.ts';
import { runCli, type CliRun } from '#test/support/run-cli.ts';
import { makeSampleDisk } from '#test/support/sample-disk.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;
const run = (line: string): Promise<CliRun> => runCli(line.split(' '), { folder: folder.path });

beforeAll(async () => {
  folder = await TempFolder.create();
  await makeSampleDisk(folder.at('disk.img'), 1 * MiB);
  await run('convert disk.img disk.vdi --source-format raw');
});

afterAll(() => folder[Symbol.asyncDispose]());

test.each([
  ['info nowhere.vdi', 1, 'missing-file', 'file.missing'],
  ['info disk.img', 1, 'ambiguous-format', 'probe.unknown'],
  ['convert disk.img raw.vdi', 1, 'ambiguous-format', 'probe.unknown'],
  ['convert disk.vdi disk.vdi --overwrite', 1, 'same-file', 'target.same-file'],
  ['convert disk.vdi disk.img', 1, 'exists', 'target.exists'],
  ['create disk.vdi --size 1MiB', 1, 'exists', 'target.exists'],
  ['create new.vhd --size 3TiB', 1, 'too-large', 'disk.too-large'],
  ['create new.vdi --size 0', 64, 'invalid-input', 'disk.bad-size'],
  ['create new.vdi --size much', 64, 'invalid-input', 'input.invalid'],
  ['create new.vdi', 64, 'invalid-input', 'input.invalid'],
  ['create new.vdi --size 1MiB -o nothing=1', 64, 'invalid-input', 'format.bad-option'],
  ['create new.vdi --parent disk.img --source-format raw', 1, 'unsupported', 'child.no-children'],
  ['create new.vdi --size 1MiB --source-format raw', 64, 'invalid-input', 'input.invalid'],
  ['create new.vdi --size 1MiB --parents .', 64, 'invalid-input', 'input.invalid'],
  ['compact disk.vdi --output small.vhd', 64, 'invalid-input', 'compact.other-extension'],
  ['compact disk.vdi --output disk.vdi --dry-run', 1, 'same-file', 'target.same-file'],
  ['compare disk.vdi disk.img', 1, 'ambiguous-format', 'probe.unknown'],
  ['convert disk.vdi target.qcow3', 64, 'invalid-input', 'format.no-extension'],
  ['convert disk.vdi target --format nothing', 64, 'invalid-input', 'format.unknown'],
  ['convert disk.vdi target.vdi --variant nothing', 64, 'invalid-input', 'format.unknown-variant'],
  ['convert disk.vdi target.vdi -o nothing=1', 64, 'invalid-input', 'format.bad-option'],
  ['convert disk.vdi target.vdi --level 9', 64, 'invalid-input', 'format.bad-option'],
  ['hash disk.vdi --source-format nothing', 64, 'invalid-input', 'format.unknown'],
  ['frobnicate disk.vdi', 64, 'invalid-input', 'input.invalid'],
  ['resize disk.vdi 512KiB', 1, 'invalid-input', 'resize.would-shrink'],
  ['resize disk.vdi 512 --shrink', 1, 'invalid-input', 'resize.cuts-data'],
  ['convert disk.vdi small.vhd --for azure', 1, 'invalid-input', 'profile.too-small'],
  ['compare disk.vdi disk.vdi --source-format nothing', 64, 'invalid-input', 'format.unknown'],
  ['map -', 64, 'invalid-input', 'input.invalid'],
  ['compare disk.vdi', 64, 'invalid-input', 'input.invalid'],
])('"platter %s" ends with %i and tells the same to scripts and to people', async (line, code, errorCode, reason) => {
  const forScripts = await run(`${line} --json`);
  const { error } = JSON.parse(forScripts.stdout) as { error: { message: string } };
  expect([forScripts.code, forScripts.stderr, error]).toEqual([
    code,
    '',
    {
      code: errorCode,
      reason,
      message: expect.any(String) as string,
      facts: expect.any(Object) as object,
    },
  ]);
  expect(await run(line)).toEqual({ code, stdout: '', stderr: `platter: ${error.message}\n` });
});

test('a raw image is refused with the hint that opens it', async () => {
  expect((await run('info disk.img')).stderr).toContain('--source-format raw');
});

test('info shows what it can, says what it cannot, and ends with 1', async () => {
  const { code, stdout, stderr } = await run('info nowhere.vdi disk.vdi --json');
  expect(JSON.parse(stdout)).toMatchObject([{ path: 'disk.vdi' }]);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^platter: nowhere\.vdi does not exist\.[^\n]*\n$/)]);
});

test('info of some images ends with 1, whatever is wrong with the others', async () => {
  const { code, stdout } = await run(`info ${'long'.repeat(100)}.vdi disk.vdi --json`);
  expect([code, JSON.parse(stdout)]).toMatchObject([1, [{ path: 'disk.vdi' }]]);
});

test('compare takes the stated format also for a disk that begins like an image of a format nobody reads', async () => {
  await writeFile(folder.at('foreign.img'), Buffer.concat([Buffer.from('vhdxfile'), Buffer.alloc(MiB - 8)]));
  expect((await run('compare foreign.img foreign.img')).code).toBe(1);
  expect((await run('compare foreign.img foreign.img --source-format raw')).code).toBe(0);
});

test('info says of every image what is wrong with it when none can be read, whoever asks', async () => {
  const { code, stdout, stderr } = await run('info nowhere.vdi missing.vdi --json');
  expect(JSON.parse(stdout)).toMatchObject({ error: { reason: 'file.missing', facts: { path: 'nowhere.vdi' } } });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^platter: missing\.vdi does not exist\.[^\n]*\n$/)]);
});

test.each([
  ['compare disk.vdi other.vdi --json', 4, ''],
  ['check broken.vdi', 2, ''],
  ['info nowhere.vdi disk.vdi', 1, 'nowhere.vdi'],
])('"platter %s" ends with %i also when nobody reads its result', async (line, code, said) => {
  await run('create other.vdi --size 1MiB');
  await copyFile(folder.at('disk.vdi'), folder.at('broken.vdi'));
  await truncate(folder.at('broken.vdi'), 1 * MiB);
  const onStart = ({ stdout }: ChildProcessWithoutNullStreams) => stdout.destroy();
  const { stderr, ...ended } = await runCli(line.split(' '), { folder: folder.path, onStart });
  expect([ended, stderr]).toEqual([{ code, stdout: '' }, expect.stringContaining(said)]);
});

test('a failure on the way has no JSON of its own behind the JSON that was begun', async () => {
  const script = `(async () => {
    const { print } = await import('./src-main/cli/render/streams.ts');
    const { reportFailure } = await import('./src-main/cli/render/failure.ts');
    await print('[\\n');
    await reportFailure(new Error('Gone.'), { asJson: true });
  })()`;
  expect(await runNode(script)).toBe('[\n');
});

test('nothing is left behind when a conversion is refused', async () => {
  await mkdir(folder.at('empty'));
  await writeFile(folder.at('short.vdi'), '<<< Oracle VM VirtualBox Disk Image >>>\n');
  for (const source of ['disk.img', 'nowhere.vdi', 'short.vdi']) {
    expect((await run(`convert ${source} empty/target.img`)).code).toBe(1);
  }
  expect(await readdir(folder.at('empty'))).toEqual([]);
});

test('a stack trace is shown only when PLATTER_DEBUG=1 asks for it', async () => {
  expect((await run('info nowhere.vdi')).stderr).not.toContain('    at ');
  process.env['PLATTER_DEBUG'] = '1';
  const { stderr } = await run('info nowhere.vdi');
  delete process.env['PLATTER_DEBUG'];
  expect(stderr).toContain('    at ');
});

test('paths may hold any characters', async () => {
  const name = 'Größe 磁盘 😀 "quoted" $HOME';
  await mkdir(folder.at(name));
  const target = `${name}/диск.vdi`;
  const { code } = await runCli(['convert', 'disk.vdi', target, '--json'], { folder: folder.path });
  const { stdout } = await runCli(['info', target, '--json'], { folder: folder.path });
  expect([code, JSON.parse(stdout)]).toEqual([0, [expect.objectContaining({ path: target }) as object]]);
});
