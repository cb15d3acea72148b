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

function sinkOf(write: (at: Bytes) => void = () => undefined): Sink {
  return {
    granularity: 4 * KiB,
    async data(at) {
      places.push(at);
      await Promise.resolve(at).then(write);
    },
    finish() {
      isFinished = true;
      return Promise.resolve();
    },
  };
}

const options = () => ({ virtualSize: size, expectedBytes: size, notes, watch: unwatched });

describe('copying a disk of two sections', () => {
  it('gives everything in order to the sink, and leaves nothing out', async () => {
    expect(await copyInto(sinkOf(), disk, options())).toBe(size);
    expect(notes.sections).toHaveLength(2);
    expect(places).toEqual(Array.from({ length: 50 }, (_, i) => i * 2 * MiB));
    expect(isFinished).toBe(true);
  });

  it('ends when a write fails, and writes nothing after that', async () => {
    const sink = sinkOf((at) => {
      if (at === 4 * MiB) throw new Error('the medium is gone');
    });
    await expect(copyInto(sink, disk, options())).rejects.toThrow('the medium is gone');
    const given = places.length;
    expect(given).toBeLessThan(20);
    await delay(50);
    expect(places).toHaveLength(given);
    expect(isFinished).toBe(false);
  });

  it('ends when it is cancelled', async () => {
    const cancel = new AbortController();
    const sink = sinkOf((at) => {
      if (at === 4 * MiB) cancel.abort();
    });
    const watch = { ...unwatched, signal: cancel.signal };
    await expect(copyInto(sink, disk, { ...options(), watch })).rejects.toThrow('abort');
    expect(places.length).toBeLessThan(20);
    expect(isFinished).toBe(false);
  });
});
