import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { ResizeFiles, ResizeOptions } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { resize } from '#main/core/formats/vmdk/resize.ts';
import { Recorder } from '#test/support/crash.ts';
import { fixedIdentity, type MemoryImage } from '#test/support/make-image.ts';
import { unwatched } from '#test/support/watch.ts';
import { imageFrom } from './compacting.ts';

/** What one file of a split disk holds in tests. */
export const extentBytes: Bytes = 640 * 1024;

/** The files of an image in memory, to be resized; each may be put within something else. */
export function resizable(
  image: MemoryImage,
  wrap: (file: MemoryFile, name: string) => Writer = (file) => file,
): ResizeFiles {
  const files = new Map<string, Writer>();
  const within = (name: string, file: MemoryFile): Writer => {
    const found = files.get(name) ?? wrap(file, name);
    files.set(name, found);
    return found;
  };
  const created: Writer[] = [];
  return {
    main: within(image.name, image.main),
    name: image.name,
    sibling: async (name) => within(name, await image.sibling(name)),
    create(name) {
      if (image.siblings.has(name))
        return Promise.reject(new DiskError('resize.file-in-the-way', { path: name, name: image.name }));
      const made = new MemoryFile(new Uint8Array(0), name);
      image.siblings.set(name, made);
      const writer = within(name, made);
      created.push(writer);
      return Promise.resolve(writer);
    },
    remove(name) {
      image.siblings.delete(name);
      return Promise.resolve();
    },
    async replaceMain(content) {
      // All that is new is on the medium before anything gets its name.
      for (const made of created.splice(0)) await made.flush();
      // One write of a file that takes the place of the other.
      const file = within(replacement, new MemoryFile());
      await file.write(0, content);
      await file.flush();
      await image.main.resize(0);
      await image.main.write(0, content);
    },
  };
}

/** The file that takes the place of the main one, in recordings. */
const replacement = 'the new main file';

export async function resizeTo(
  files: ResizeFiles,
  virtualSize: Bytes,
  more: Partial<Pick<ResizeOptions, 'watch'>> = {},
): Promise<void> {
  const options = { limits: defaultLimits, identity: fixedIdentity(), virtualSize, watch: unwatched, ...more };
  await resize(files, options, extentBytes);
}

/** Resizes an image and yields every state in which a power cut may leave it. */
export async function* cutsOfResize(
  image: MemoryImage,
  virtualSize: Bytes,
): AsyncGenerator<{ readonly title: string; readonly left: MemoryImage }> {
  const before = imageFrom(image, new Map());
  const recorder = new Recorder();
  await resizeTo(
    resizable(image, (file, name) => recorder.record(name, file)),
    virtualSize,
  );
  for (const { title, files } of recorder.cuts()) {
    const all = new Map(files);
    const replaced = all.get(replacement);
    all.delete(replacement);
    if (replaced && replaced.length > 0) all.set(image.name, replaced);
    yield { title, left: imageFrom(before, all) };
  }
}

/**
 * The same for the states in which a kill may leave it: all that was written counts, flushed or not. New files that nothing
 * names yet still had temporary names, and are gone.
 */
export async function* killsOfResize(image: MemoryImage, virtualSize: Bytes): ReturnType<typeof cutsOfResize> {
  const known = new Set(image.siblings.keys());
  for await (const cut of cutsOfResize(image, virtualSize)) {
    if (!cut.title.endsWith(' steps')) continue;
    const { main, siblings } = cut.left;
    const text = Buffer.from(main.bytes()).toString('latin1');
    for (const name of siblings.keys()) if (!known.has(name) && !text.includes(name)) siblings.delete(name);
    yield cut;
  }
}
