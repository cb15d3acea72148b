import { open } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { runCli } from '#test/support/run-cli.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

let folder: TempFolder;

beforeAll(async () => {
  folder = await TempFolder.create();
  await writeDisk('full.img', { runs: 384, length: 1 * MiB, every: 1 * MiB });
  await writeDisk('fragmented.img', { runs: 6000, length: 4 * KiB, every: 64 * KiB });
});

afterAll(() => folder[Symbol.asyncDispose]());

/** A raw disk with so many runs of data, and holes between them. */
async function writeDisk(name: string, disk: { runs: number; length: number; every: number }): Promise<void> {
  await using file = await open(folder.at(name), 'w');
  const content = randomBytes(disk.length);
  for (let run = 0; run < disk.runs; run += 1) await file.write(content, 0, disk.length, run * disk.every);
}

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s in the middle of a conversion removes what was written and ends with 130',
  async (signal) => {
    let isSent = false;
    const before = await folder.names();
    const run = await runCli(['convert', 'full.img', 'full.vdi', '--source-format', 'raw', '--progress=json'], {
      folder: folder.path,
      onStderr: (_, child) => {
        if (!isSent) isSent = child.kill(signal);
      },
    });
    const said = run.stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));
    expect({ ...run, stderr: said, names: await folder.names() }).toEqual({
      code: 130,
      stdout: '',
      stderr: ['platter: Cancelled. Nothing unfinished was left behind; images that were there before are sound.'],
      names: before,
    });
  },
);

test('an interrupted script gets an error as JSON', async () => {
  let isSent = false;
  const run = await runCli(['hash', 'full.img', '--source-format', 'raw', '--progress=json', '--json'], {
    folder: folder.path,
    onStderr: (_, child) => {
      if (!isSent) isSent = child.kill('SIGINT');
    },
  });
  expect([run.code, JSON.parse(run.stdout)]).toMatchObject([130, { error: { code: 'cancelled' } }]);
});

test.each(['--json', '--source-format=raw'])('a reader that stops reading ends a map quietly (%s)', async (option) => {
  const run = await runCli(['map', 'fragmented.img', '--source-format', 'raw', option], {
    folder: folder.path,
    onStdout: (_, child) => child.stdout.destroy(),
  });
  expect([run.code, run.stderr]).toEqual([0, '']);
  expect(run.stdout.length).toBeLessThan(200_000);
});

test('progress as JSON is one object a line, all with the same keys, from the start to the end of each phase', async () => {
  const words = ['convert', 'full.img', 'progress.vdi', '--source-format', 'raw', '--progress=json', '--json'];
  const { stderr, code } = await runCli(words, { folder: folder.path });
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const keys = ['phase', 'done', 'total', 'bytesPerSecond', 'etaSeconds'];
  expect(lines.every((line) => Object.keys(line).join() === keys.join())).toBe(true);
  expect(code).toBe(0);
  for (const phase of ['copy', 'verify']) {
    const own = lines.filter((line) => line['phase'] === phase);
    expect([own[0]?.['done'], own.at(-1)?.['done']]).toEqual([0, 384 * MiB]);
  }
});

test('progress of a fragmented disk goes with what is stored, and says once that a phase is done', async () => {
  const words = ['hash', 'fragmented.img', '--source-format', 'raw', '--progress=json'];
  const { stderr, code } = await runCli(words, { folder: folder.path });
  const lines = stderr
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { done: number; total: number });
  expect(code).toBe(0);
  expect(lines.filter(({ done, total }) => done === total)).toHaveLength(1);
});

test('an interrupted write says how much was written and stays', async () => {
  await runCli(['create', 'written.vdi', '--size', '8MiB'], { folder: folder.path });
  let isSent = false;
  const { code, stderr } = await runCli(['write', 'written.vdi', '--offset', '0', '--progress=json'], {
    folder: folder.path,
    // The pipe stays open: more could come.
    onStart: ({ stdin }) => stdin.write(Buffer.alloc(64 * KiB, 7)),
    onStderr: (piece, child) => {
      if (!isSent && piece.includes('"done":65536')) isSent = child.kill('SIGINT');
    },
  });
  expect(code).toBe(130);
  expect(stderr).toContain('platter: Cancelled. The first 64 KiB have been written to written.vdi');
  const { stdout } = await runCli(['map', 'written.vdi', '--json'], { folder: folder.path });
  expect((JSON.parse(stdout) as unknown[])[0]).toMatchObject({ start: 0, kind: 'data' });
});
