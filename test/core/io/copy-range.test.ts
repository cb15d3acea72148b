import { open, readFile, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyRange } from '#main/core/io/copy-range.ts';
import { systemCalls, type SystemCalls } from '#main/core/io/system.ts';
import { TempFolder } from '#test/support/temp-folder.ts';

const content = Buffer.from(Uint8Array.from({ length: 5_000_000 }, (_, i) => (i * 17 + (i >> 9)) % 253));

let folder: TempFolder;
beforeEach(async () => {
  folder = await TempFolder.create();
  await writeFile(folder.at('source'), content);
});
afterEach(() => folder[Symbol.asyncDispose]());

async function copy(calls: SystemCalls, [at, length, to]: [number, number, number], signal?: AbortSignal) {
  const source = await open(folder.at('source'), 'r');
  const target = await open(folder.at('target'), 'w+');
  try {
    return await copyRange({ handle: source, at }, { handle: target, at: to }, length, { calls, signal });
  } finally {
    await source.close();
    await target.close();
  }
}

/** A system that copies a little and then gives up. */
const tiring: SystemCalls = {
  copyRange: (from, to, length) =>
    from.at < 100_000 ? (systemCalls().copyRange?.(from, to, Math.min(length, 40_000)) ?? 0) : 0,
};

describe.each<[string, SystemCalls]>([
  ['inside the system', systemCalls()],
  ['through memory', {}],
  ['partly inside the system', tiring],
])('%s', (_, calls) => {
  test.each<[number, number, number]>([
    [0, 5_000_000, 0],
    [1, 4_999_999, 3],
    [4096, 4096, 8192],
    [4_999_999, 1, 0],
    [0, 0, 0],
  ])('the bytes from %d, %d of them, arrive at %d', async (...job) => {
    await copy(calls, job);
    const [at, length, to] = job;
    const expected = Buffer.concat([Buffer.alloc(length > 0 ? to : 0), content.subarray(at, at + length)]);
    expect(Buffer.compare(await readFile(folder.at('target')), expected)).toBe(0);
  });

  test('a source that ends too early is refused', async () => {
    await expect(copy(calls, [4_000_000, 1_000_001, 0])).rejects.toMatchObject({ reason: 'file.short-read' });
  });

  test('a signal stops it', async () => {
    const signal = AbortSignal.abort();
    await expect(copy(calls, [0, 10, 0], signal)).rejects.toMatchObject({ name: 'AbortError' });
  });
});

test('it says what was done', async ({ skip }) => {
  if (!systemCalls().copyRange) skip('this system has no call for it');
  expect([
    await copy({}, [0, 10, 0]),
    await copy(tiring, [0, 1_000_000, 0]),
    await copy(systemCalls(), [0, 10, 0]),
  ]).toEqual(['copied', 'copied', 'offloaded']);
});
