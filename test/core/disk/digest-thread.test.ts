import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { GiB, KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { digestBeside, type OwnedDigest } from '#main/core/disk/digest-thread.ts';
import { digestFor, type ContentDigest } from '#main/core/disk/digest.ts';
import { sharedBytes } from '#main/core/threads/shared-bytes.ts';
import { unwatched } from '#test/support/watch.ts';

const { signal } = unwatched;
const size = 300 * MiB;

/** Pieces with large holes between them, the second one in memory of its own. */
function pieces(): readonly (readonly [Bytes, Uint8Array])[] {
  const shared = sharedBytes(100 * KiB);
  shared.set(randomBytes(shared.length));
  return [
    [0, shared],
    [1 * MiB, new Uint8Array(randomBytes(3 * KiB))],
    [200 * MiB, shared.subarray(0, 5 * KiB)],
  ];
}

async function digestOf(digest: ContentDigest, content: readonly (readonly [Bytes, Uint8Array])[]) {
  // All at once, as a copy does it: the order of the calls is that of the disk.
  const added = content.map(([at, bytes]) => digest.add(at, bytes, signal));
  await Promise.all(added);
  return digest.finish(size, unwatched);
}

describe('a digest beside other work', () => {
  it.each([
    ['in this thread', 0, 0],
    ['in this thread, sparse', 0, 5 * GiB],
    ['in a thread of its own', GiB, 0],
    ['in a thread of its own, sparse', GiB, 5 * GiB],
  ])('%s, is the same however it is computed', async (_, dataBytes, emptySpace) => {
    const content = pieces();
    const plain = digestFor(dataBytes, emptySpace);
    for (const [at, bytes] of content) await plain.add(at, bytes, signal);
    using digest = digestBeside(dataBytes, emptySpace);
    expect(await digestOf(digest, content)).toEqual(await plain.finish(size, unwatched));
  });

  it('tells how far it is with what is empty at the end', async () => {
    using digest = digestBeside(GiB, 0);
    const reports: number[] = [];
    await digest.finish(GiB, { ...unwatched, report: ({ done }) => reports.push(done) });
    expect(reports.length).toBeGreaterThan(2);
    expect(reports).toEqual(reports.toSorted((one, other) => one - other));
  });

  it('hears a cancel in the middle of a huge hole, and ends its thread', async () => {
    using digest: OwnedDigest = digestBeside(GiB, 0);
    const controller = new AbortController();
    const finished = digest.finish(1024 * GiB, { ...unwatched, signal: controller.signal });
    controller.abort();
    await expect(finished).rejects.toThrow('aborted');
    await expect(digest.add(0, new Uint8Array(1), signal)).rejects.toThrow();
  });

  it('hears a cancel in a huge hole before the next piece', async () => {
    using digest = digestBeside(GiB, 0);
    const controller = new AbortController();
    const added = digest.add(1024 * GiB, new Uint8Array(1), controller.signal);
    controller.abort();
    await expect(added).rejects.toThrow('aborted');
  });
});
