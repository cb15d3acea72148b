import { open, type FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { createExclusively, openForReading } from '#main/core/io/node-file.ts';
import { nextDataRun, punchHole } from '#main/core/io/sparse.ts';
import { systemCalls, type SystemCalls } from '#main/core/io/system.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

/** As the tests need it: a file of one hole that the system knows to be one. */
async function hasHoles(): Promise<boolean> {
  await using folder = await TempFolder.create();
  await using file = await createExclusively(folder.at('probe'));
  await file.resize(1 * MiB);
  return file.nextData(0) === undefined;
}
const reason = (await hasHoles()) ? undefined : `the file system of ${tmpdir()} has no holes that can be told`;

let folder: TempFolder;
let handle: FileHandle;
beforeEach(async () => {
  folder = await TempFolder.create();
  handle = await open(folder.at('sparse.img'), 'wx+');
});
afterEach(async () => {
  await handle.close();
  await folder[Symbol.asyncDispose]();
});

const data = (length: number) => new Uint8Array(length).fill(0xd1);

async function layOut(size: number, ...runs: [start: number, length: number][]): Promise<void> {
  for (const [start, length] of runs) await handle.write(data(length), 0, length, start);
  await handle.truncate(size);
}

describe.skipIf(reason)(`holes${reason ? ` (skipped: ${reason})` : ''}`, () => {
  test('runs are found one after the other, from anywhere', async () => {
    await layOut(10 * MiB, [1 * MiB, 128 * KiB], [5 * MiB, 64 * KiB]);
    const first = { start: 1 * MiB, length: 128 * KiB };
    const second = { start: 5 * MiB, length: 64 * KiB };
    const from = (at: number) => nextDataRun(handle.fd, at, 10 * MiB);
    expect([0, MiB, MiB + 5, MiB + 128 * KiB, 5 * MiB + 64 * KiB - 1, 6 * MiB, 10 * MiB, 99 * MiB].map(from)).toEqual([
      first,
      first,
      { start: MiB + 5, length: 128 * KiB - 5 },
      second,
      { start: 5 * MiB + 64 * KiB - 1, length: 1 },
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('holes below 64 KiB count as data, larger ones do not', async () => {
    await layOut(4 * MiB, [0, 16 * KiB], [64 * KiB, 16 * KiB], [144 * KiB, 16 * KiB]);
    expect([0, 80 * KiB].map((from) => nextDataRun(handle.fd, from, 4 * MiB))).toEqual([
      { start: 0, length: 80 * KiB },
      { start: 144 * KiB, length: 16 * KiB },
    ]);
  });

  test('a run that nothing follows ends with the file', async () => {
    await layOut(1 * MiB + 100, [1 * MiB, 100]);
    expect(nextDataRun(handle.fd, 0, 1 * MiB + 100)).toEqual({ start: 1 * MiB, length: 100 });
  });

  test('following the runs of a badly fragmented file finds all of it in pieces', async () => {
    const size = 64 * MiB;
    const blocks = Array.from({ length: 4096 }, (_, i): [number, number] => [i * 16 * KiB, 4 * KiB]);
    await layOut(size, ...blocks);
    let calls = 0;
    let stored = 0;
    for (let at = 0; at < size; calls += 1) {
      const run = nextDataRun(handle.fd, at, size);
      if (!run) break;
      stored += run.length;
      at = run.start + run.length;
    }
    expect([calls > 1 && calls < 10, stored >= 4096 * 4 * KiB]).toEqual([true, true]);
  });

  test('an open file answers from memory inside one run and one hole', async () => {
    await layOut(10 * MiB, [1 * MiB, 4 * MiB], [8 * MiB, 64 * KiB]);
    await using file = await openForReading(folder.at('sparse.img'));
    expect(
      [0, 5, MiB, MiB + 1, 5 * MiB - 1, 5 * MiB, 7 * MiB, 9 * MiB, 9 * MiB + 1, 3].map((at) => file.nextData(at)),
    ).toEqual([
      { start: MiB, length: 4 * MiB },
      { start: MiB, length: 4 * MiB },
      { start: MiB, length: 4 * MiB },
      { start: MiB + 1, length: 4 * MiB - 1 },
      { start: 5 * MiB - 1, length: 1 },
      { start: 8 * MiB, length: 64 * KiB },
      { start: 8 * MiB, length: 64 * KiB },
      undefined,
      undefined,
      { start: MiB, length: 4 * MiB },
    ]);
    const started = performance.now();
    for (let i = 0; i < 100_000; i += 1) file.nextData(MiB + i);
    expect(performance.now() - started).toBeLessThan(1000);
  });

  test('what a file learned of its holes is forgotten when it changes', async () => {
    await using file = await createExclusively(folder.at('changing'));
    await file.resize(8 * MiB);
    const seen = [file.nextData(0)];
    await file.write(4 * MiB, data(64 * KiB));
    seen.push(file.nextData(0));
    await file.resize(4 * MiB + 100);
    seen.push(file.nextData(0));
    await file.punchHole({ start: 0, length: file.size });
    await file.resize(8 * MiB);
    await file.write(0, data(10));
    seen.push(file.nextData(0));
    expect(seen).toEqual([
      undefined,
      { start: 4 * MiB, length: 64 * KiB },
      { start: 4 * MiB, length: 100 },
      { start: 0, length: 4096 },
    ]);
  });

  test('a hole that is punched reads as zeros, gives its space back and leaves the size', async () => {
    await layOut(4 * MiB, [0, 4 * MiB]);
    await handle.sync();
    const before = await handle.stat();
    const done = await punchHole(handle, { start: MiB, length: 2 * MiB });
    const after = await handle.stat();
    expect([done, after.size, (before.blocks - after.blocks) * 512]).toEqual(['punched', 4 * MiB, 2 * MiB]);
    expect(nextDataRun(handle.fd, 0, 4 * MiB)).toEqual({ start: 0, length: MiB });
  });
});

describe.each<[string, SystemCalls]>([
  ['with the calls of this system', systemCalls()],
  ['without any', {}],
  ['with calls that do nothing', { dataRun: () => 'unknown', punchHole: () => false }],
])('%s', (_, calls) => {
  test.each([
    [0, 1000],
    [1, 4095],
    [4096, 8192],
    [100_000, 2_500_000],
    [2_999_999, 1],
    [2_999_999, 50],
    [3_000_000, 10],
    [0, 4_000_000],
    [7, 0],
  ])('punching a hole at %d of %d bytes makes zeros there and nowhere else', async (start, length) => {
    await layOut(3_000_000, [0, 3_000_000]);
    await punchHole(handle, { start, length }, calls);
    const expected = Buffer.alloc(3_000_000, 0xd1).fill(
      0,
      Math.min(start, 3_000_000),
      Math.min(start + length, 3_000_000),
    );
    const found = Buffer.alloc(3_000_000);
    await handle.read(found, 0, found.length, 0);
    expect([Buffer.compare(found, expected), (await handle.stat()).size]).toEqual([0, 3_000_000]);
  });
});

test('where the system cannot tell holes, all the rest counts as stored', async () => {
  await layOut(1 * MiB, [0, 10]);
  expect([0, 4096].map((from) => nextDataRun(handle.fd, from, MiB, {}))).toEqual([
    { start: 0, length: MiB },
    { start: 4096, length: MiB - 4096 },
  ]);
});

test('a descriptor that is not open is no empty file', () => {
  expect(nextDataRun(-1, 0, 100)).toEqual({ start: 0, length: 100 });
});

test('this system has its calls', ({ skip }) => {
  if (process.platform !== 'linux') skip('the calls of other systems are not tested');
  expect(Object.keys(systemCalls()).sort()).toEqual([
    'dataRun',
    'isByteHeld',
    'isOpenForWriting',
    'punchHole',
    'releaseByte',
    'reserve',
    'shareByte',
  ]);
});
