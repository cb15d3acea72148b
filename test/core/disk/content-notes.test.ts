import { createHash, randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { KiB, MiB } from '#shared/model/bytes.ts';
import { ContentNotes } from '#main/core/disk/content-notes.ts';
import { copyInto } from '#main/core/disk/copy.ts';
import { Disk } from '#main/core/disk/disk.ts';
import { verifyImage } from '#main/core/disk/verify.ts';
import { raw } from '#main/core/formats/raw/index.ts';
import { openRaw } from '#main/core/formats/raw/layer.ts';
import { createSparse } from '#main/core/formats/raw/sink.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { fixedIdentity } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';

/** Enough for a digest in a thread of its own, and so for a second section, with an odd end. */
const size = 66 * MiB + 777;
const content = Buffer.alloc(size, randomBytes(64 * KiB + 1));
content.fill(0, 20 * MiB, 21 * MiB);
content.fill(0, 50 * MiB + 5, 53 * MiB);

let notes: ContentNotes;
let copy: MemoryFile;

beforeEach(async () => {
  copy = new MemoryFile();
  const files = { main: copy, name: 'copy.img', sibling: () => Promise.reject(new Error('there is none')) };
  const sink = await createSparse(files, { virtualSize: size, options: {}, identity: fixedIdentity() });
  const disk = new Disk(await openRaw({ ...files, main: new MemoryFile(content) }));
  const { signal } = unwatched;
  notes = await ContentNotes.of(disk, { dataBytes: size, copySize: size, signal });
  await copyInto(sink, disk, { virtualSize: size, expectedBytes: size, notes, watch: unwatched });
  return () => {
    notes[Symbol.dispose]();
  };
});

function readBack(): Promise<void> {
  const files = { main: copy, name: 'copy.img', sibling: () => Promise.reject(new Error('there is none')) };
  const job = { files, format: raw, virtualSize: size, contentSize: size, expectedBytes: size };
  return verifyImage(job, notes, unwatched);
}

describe('what is noted of a disk while it is copied', () => {
  it('names the content by its SHA-256, of which the last part is computed while the copy is read back', async () => {
    expect(notes.sections.map(({ digested }) => digested)).toEqual(['while-copied', 'while-read-back']);
    await readBack();
    const { value } = await notes.finish(size, unwatched);
    expect(value).toBe(createHash('sha256').update(content).digest('hex'));
  });

  it.each([
    ['at the start', 0],
    ['in what was digested while it was copied', 30 * MiB],
    ['in zeros', 51 * MiB],
    ['in what is digested while it is read back', 55 * MiB],
    ['at the end', size - 1],
  ])('tells a copy that has another bit %s', async (_, at) => {
    await copy.write(at, Uint8Array.of((content[at] ?? 0) ^ 0x10));
    await expect(readBack()).rejects.toMatchObject({ reason: 'verify.differs' });
  });
});
