import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { ContentNotes } from '#main/core/disk/content-notes.ts';
import { copyInto } from '#main/core/disk/copy.ts';
import { Disk } from '#main/core/disk/disk.ts';
import type { Sink } from '#main/core/disk/format.ts';
import { openRaw } from '#main/core/formats/raw/layer.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { unwatched } from '#test/support/watch.ts';

/** Enough for two sections. */
const size = 100 * MiB;
const content = Buffer.alloc(size, randomBytes(64 * KiB + 1));

let disk: Disk;
let notes: ContentNotes;
/** What the sink was given, in that order. */
let places: Bytes[];
let isFinished: boolean;

beforeEach(async () => {
  const main = new MemoryFile(content);
  disk = new Disk(await openRaw({ main, name: 'disk.img', sibling: () => Promise.reject(new Error('there is none')) }));
  notes = await ContentNotes.of(disk, { dataBytes: size, copySize: size, signal: unwatched.signal });
  [places, isFinished] = [[], false];
  return () => {
    notes[Symbol.dispose]();
  };
});

function sinkOf(write: (at: Bytes, signal?: AbortSignal) => void | Promise<void> = () => undefined): Sink {
  return {
    granularity: 4 * KiB,
    async data(at, _, signal) {
      places.push(at);
      await write(at, signal);
    },
    finish() {
      isFinished = true;
      return Promise.resolve();
    },
  };
}

const options = () => ({ virtualSize: size, expectedBytes: size, notes, watch: unwatched });
const inOrder = () => [...places].sort((a, b) => a - b);
/** The first place of the second section. */
const boundary = () => notes.sections[1]?.start ?? NaN;

describe('copying a disk of two sections', () => {
  it('gives everything in order to a sink that needs it so', async () => {
    expect(await copyInto(sinkOf(), disk, options())).toBe(size);
    expect(places).toEqual(inOrder());
    expect(places).toHaveLength(50);
    expect(isFinished).toBe(true);
  });

  it('begins with both at once where the order is of no matter, and leaves nothing out', async () => {
    expect(await copyInto({ ...sinkOf(), takesAnyOrder: true }, disk, options())).toBe(size);
    expect(places.indexOf(boundary())).toBeLessThan(10);
    expect(inOrder()).toEqual(Array.from({ length: 50 }, (_, i) => i * 2 * MiB));
  });

  it('gives everything in order where nothing is noted', async () => {
    const plain = { virtualSize: size, expectedBytes: size, watch: unwatched };
    await copyInto({ ...sinkOf(), takesAnyOrder: true }, disk, plain);
    expect(places).toEqual(inOrder());
  });

  it.each([
    ['first', () => 4 * MiB],
    ['second', boundary],
  ])('ends both when the %s one fails, and writes nothing after that', async (_, place) => {
    const failing = place();
    const isInFirst = (at: Bytes) => at < boundary();
    const sink = sinkOf(async (at, signal) => {
      if (at === failing) throw new Error('the medium is gone');
      // The other section waits to hear of it, but not for ever.
      if (isInFirst(at) !== isInFirst(failing)) await delay(1000, undefined, { signal }).catch(() => undefined);
    });
    await expect(copyInto({ ...sink, takesAnyOrder: true }, disk, options())).rejects.toThrow('the medium is gone');
    const given = places.length;
    expect(given).toBeLessThan(20);
    await delay(50);
    expect(places).toHaveLength(given);
    expect(isFinished).toBe(false);
  });

  it('ends both when it is cancelled', async () => {
    const cancel = new AbortController();
    const sink = sinkOf((at) => {
      if (at === boundary() + 4 * MiB) cancel.abort();
    });
    const watch = { ...unwatched, signal: cancel.signal };
    await expect(copyInto({ ...sink, takesAnyOrder: true }, disk, { ...options(), watch })).rejects.toThrow('abort');
    expect(places.length).toBeLessThan(20);
    expect(isFinished).toBe(false);
  });
});
