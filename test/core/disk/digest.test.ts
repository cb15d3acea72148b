import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB } from '#shared/model/bytes.ts';
import { digestFor, FullDigest, SparseDigest, type ContentDigest } from '#main/core/disk/digest.ts';
import { unwatched } from '#test/support/watch.ts';

const { signal } = unwatched;

async function digestOf(digest: ContentDigest, content: Uint8Array, cuts: readonly [number, number][]) {
  for (const [start, end] of cuts) await digest.add(start, content.subarray(start, end), signal);
  return digest.finish(content.length, unwatched);
}

/** 1 MiB and a bit with three islands of data. */
const content = Buffer.alloc(MiB + 777);
randomBytes(100).copy(content, 10);
randomBytes(200 * KiB).copy(content, 300 * KiB);
randomBytes(1).copy(content, content.length - 1);
content[content.length - 1] = 1;

const whole: [number, number][] = [[0, content.length]];
const islands: [number, number][] = [
  [0, 64 * KiB],
  [256 * KiB, 400 * KiB],
  [400 * KiB, 512 * KiB],
  [MiB, content.length],
];

describe('the full digest', () => {
  it('is the SHA-256 of the whole content, however its data is cut', async () => {
    const expected = { algorithm: 'sha256', value: createHash('sha256').update(content).digest('hex') };
    expect(await digestOf(new FullDigest(), content, whole)).toEqual(expected);
    expect(await digestOf(new FullDigest(), content, islands)).toEqual(expected);
  });

  it('hears a cancel in the middle of a huge hole', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(new FullDigest().finish(16 * GiB, { ...unwatched, signal: controller.signal })).rejects.toThrow(
      'aborted',
    );
  });
});

describe('the sparse digest', () => {
  it('depends on content and place alone, not on how the data is cut or which zeros are stored', async () => {
    const expected = await digestOf(new SparseDigest(), content, whole);
    expect(await digestOf(new SparseDigest(), content, islands)).toEqual(expected);
    expect(expected.algorithm).toBe('sha256-sparse');
  });

  it('changes with one byte, with its place, and with the size of the disk', async () => {
    const changed = Buffer.from(content);
    changed[11] = (changed[11] ?? 0) ^ 1;
    const values = await Promise.all(
      [
        content,
        changed,
        Buffer.concat([Buffer.alloc(64 * KiB), content]),
        Buffer.concat([content, Buffer.alloc(1)]),
      ].map(async (bytes) => (await digestOf(new SparseDigest(), bytes, [[0, bytes.length]])).value),
    );
    expect(new Set(values).size).toBe(4);
  });

  it('is what its definition says', async () => {
    const hash = createHash('sha256');
    const number = Buffer.alloc(8);
    for (let at = 0; at < content.length; at += 64 * KiB) {
      const chunk = Buffer.alloc(64 * KiB);
      content.copy(chunk, 0, at);
      if (chunk.every((byte) => byte === 0)) continue;
      number.writeBigUInt64LE(BigInt(at));
      hash.update(number).update(chunk);
    }
    number.writeBigUInt64LE(BigInt(content.length));
    const { value } = await digestOf(new SparseDigest(), content, islands);
    expect(value).toBe(hash.update(number).digest('hex'));
  });
});

describe('which digest a disk gets', () => {
  it.each([
    ['little that is empty', { data: 0, empty: GiB, algorithm: 'sha256' }],
    ['nearly nothing but emptiness', { data: 20 * MiB, empty: 2 * GiB, algorithm: 'sha256-sparse' }],
    ['as much data as emptiness', { data: 3 * GiB, empty: 3 * GiB, algorithm: 'sha256' }],
    ['more emptiness than anybody would wait for', { data: 100 * GiB, empty: 5 * GiB, algorithm: 'sha256-sparse' }],
  ])('%s', async (_, { data, empty, algorithm }) => {
    expect(await digestFor(data, empty).finish(MiB, unwatched)).toMatchObject({ algorithm });
  });
});
