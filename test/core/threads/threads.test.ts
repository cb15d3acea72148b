import { randomBytes } from 'node:crypto';
import { deflateSync, inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { KiB } from '#shared/model/bytes.ts';
import { asShared, isShared, SharedBuffers, sharedBytes } from '#main/core/threads/shared-bytes.ts';
import { threads } from '#main/core/threads/threads.ts';
import { runNode } from '#test/support/run-node.ts';

const grain = 64 * KiB;

/** Text, and random bytes, of the length of a grain. */
const text = new Uint8Array(Buffer.alloc(grain, 'the quick brown fox '));
const noise = new Uint8Array(randomBytes(grain));

describe('deflating in a thread', () => {
  it('gives a zlib stream of the bytes, no larger than zlib makes it at that level', async () => {
    const results = await Promise.all(
      [1, 6, 9].map((level) => threads.run({ kind: 'deflate', bytes: asShared(text), level })),
    );
    for (const result of results) expect(Buffer.compare(inflateSync(result), text)).toBe(0);
    for (const [index, level] of [1, 6, 9].entries()) {
      expect(results[index]?.length).toBeLessThanOrEqual(deflateSync(text, { level, memLevel: 9 }).length);
    }
  });

  it('stores what cannot be made smaller, with a few bytes around it', async () => {
    const result = await threads.run({ kind: 'deflate', bytes: asShared(noise), level: 6 });
    expect(Buffer.compare(inflateSync(result), noise)).toBe(0);
    expect(result.length).toBeLessThanOrEqual(deflateSync(noise, { level: 6 }).length + 16);
  });

  it('deflates what is random in some places only', async () => {
    const mixed = sharedBytes(grain);
    mixed.set(text);
    mixed.set(noise.subarray(0, 40 * KiB), 4 * KiB);
    const result = await threads.run({ kind: 'deflate', bytes: mixed, level: 6 });
    expect(Buffer.compare(inflateSync(result), mixed)).toBe(0);
    expect(result.length).toBeLessThan(44 * KiB);
  });

  it('takes bytes shorter than its samples', async () => {
    const result = await threads.run({ kind: 'deflate', bytes: asShared(noise.subarray(0, 512)), level: 6 });
    expect(Buffer.compare(inflateSync(result), noise.subarray(0, 512))).toBe(0);
  });
});

describe('inflating in a thread', () => {
  it('puts each stream where it belongs, and says what is wrong with the others', async () => {
    const streams = [deflateSync(text), Buffer.from('no stream at all'), deflateSync(noise.subarray(0, 100))];
    const bytes = asShared(new Uint8Array(Buffer.concat(streams)));
    const target = sharedBytes(3 * grain);
    let from = 0;
    const parts = streams.map(({ length }, index) => {
      const part = { from, length, into: index * grain };
      from += length;
      return part;
    });
    const outcomes = await threads.run({ kind: 'inflate', bytes, parts, target, most: grain + 1 });
    expect(outcomes).toEqual([grain, expect.stringContaining('header'), 100]);
    expect(Buffer.compare(target.subarray(0, grain), text)).toBe(0);
    expect(Buffer.compare(target.subarray(2 * grain, 2 * grain + 100), noise.subarray(0, 100))).toBe(0);
  });

  it('refuses a stream out of which more comes than it may', async () => {
    const bomb = asShared(new Uint8Array(deflateSync(new Uint8Array(16 * grain))));
    const parts = [{ from: 0, length: bomb.length, into: 0 }];
    const [outcome] = await threads.run({
      kind: 'inflate',
      bytes: bomb,
      parts,
      target: sharedBytes(grain),
      most: grain + 1,
    });
    expect(outcome).toContain('larger');
  });

  it('never writes beyond the target', async () => {
    const bytes = asShared(new Uint8Array(deflateSync(text)));
    const target = sharedBytes(100);
    const parts = [{ from: 0, length: bytes.length, into: 90 }];
    expect(await threads.run({ kind: 'inflate', bytes, parts, target, most: grain })).toEqual([grain]);
    expect(Buffer.compare(target.subarray(90), text.subarray(0, 10))).toBe(0);
  });
});

it('more tasks than there are threads are all done', async () => {
  const results = await Promise.all(
    Array.from({ length: 200 }, () => threads.run({ kind: 'deflate', bytes: asShared(text), level: 1 })),
  );
  expect(new Set(results.map(({ length }) => length)).size).toBe(1);
});

it('threads that have nothing to do let the program end', async () => {
  const script = `
    const { threads } = await import('#main/core/threads/threads.ts');
    const result = await threads.run({ kind: 'deflate', bytes: new Uint8Array(1000), level: 6 });
    console.log(result.length > 0);
  `;
  expect(await runNode(script)).toBe('true\n');
});

describe('shared bytes', () => {
  it('are the bytes themselves where those are shared, and a copy where they are not', () => {
    const shared = sharedBytes(10);
    expect(asShared(shared)).toBe(shared);
    const copy = asShared(text);
    expect(isShared(copy) && !isShared(text)).toBe(true);
    expect(Buffer.compare(copy, text)).toBe(0);
  });

  it('are used again', () => {
    const buffers = new SharedBuffers();
    const first = buffers.take(100 * KiB);
    buffers.giveBack(first);
    expect(buffers.take(200 * KiB)).toBe(first);
    expect(buffers.take(200 * KiB)).not.toBe(first);
  });
});
