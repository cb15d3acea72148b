import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { EditableDisk } from '#main/core/disk/editable-disk.ts';
import type { CompactionPlan, CompactOptions, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { UnitSet } from '#main/core/disk/unit-set.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { planCompaction } from '#main/core/formats/vmdk/compact-plan.ts';
import { compact } from '#main/core/formats/vmdk/compact.ts';
import { Recorder } from '#test/support/crash.ts';
import { fixedIdentity, MemoryImage } from '#test/support/make-image.ts';
import type { Random } from '#test/support/random.ts';
import { unwatched } from '#test/support/watch.ts';
import { edit } from './edit-support.ts';

export function planOf(files: ImageFiles): Promise<CompactionPlan> {
  return planCompaction(files, { limits: defaultLimits, tolerance: 'strict' });
}

export async function allocatedIn(plan: CompactionPlan): Promise<number[]> {
  const all: number[] = [];
  for await (const numbers of plan.allocated()) all.push(...numbers);
  return all;
}

function unitSet(unit: Bytes, numbers: Iterable<number>): UnitSet {
  const set = new UnitSet(unit);
  for (const number of numbers) set.add(number);
  return set;
}

/** Compacts as the operation does; nothing is dropped unless told so. */
export async function compactImage(
  files: ImageFiles<Writer>,
  plan: CompactionPlan,
  how: { readonly holes?: Iterable<number>; readonly zeros?: Iterable<number> } & Partial<
    Pick<CompactOptions, 'marks' | 'watch'>
  > = {},
): Promise<Bytes> {
  const { holes = [], zeros = [], marks = 'keep', watch = unwatched } = how;
  const { movedBytes } = await compact(files, {
    limits: defaultLimits,
    identity: fixedIdentity(),
    holes: unitSet(plan.unit, holes),
    zeros: unitSet(plan.unit, zeros),
    marks,
    watch,
  });
  return movedBytes;
}

/** Bytes of all files of an image. */
export function sizeOf(image: MemoryImage): Bytes {
  return image.contents().reduce((sum, { bytes }) => sum + bytes.length, 0);
}

/** Makes units read as zeros in a plain copy of the disk. */
export function withoutUnits(content: Uint8Array, unit: Bytes, numbers: Iterable<number>): Uint8Array {
  const copy = content.slice();
  for (const number of numbers) copy.fill(0, number * unit, (number + 1) * unit);
  return copy;
}

/** A copy of an image that shares nothing with it. */
export function copyOf(image: MemoryImage): MemoryImage {
  return imageFrom(image, new Map());
}

/** The image with some of its files replaced or added. */
export function imageFrom(image: MemoryImage, files: ReadonlyMap<string, Uint8Array>): MemoryImage {
  const copy = new MemoryImage(image.name, files.get(image.name) ?? image.main.bytes());
  for (const [name, file] of image.siblings)
    copy.siblings.set(name, new MemoryFile(files.get(name) ?? file.bytes(), name));
  for (const [name, bytes] of files) {
    if (name !== image.name && !copy.siblings.has(name)) copy.siblings.set(name, new MemoryFile(bytes, name));
  }
  return copy;
}

/** The same files, each within something else. */
export function wrapped(image: MemoryImage, wrap: (file: MemoryFile, name: string) => Writer): ImageFiles<Writer> {
  const files = new Map<string, Writer>();
  const get = (name: string, file: MemoryFile): Writer => {
    const found = files.get(name) ?? wrap(file, name);
    files.set(name, found);
    return found;
  };
  return {
    main: get(image.name, image.main),
    name: image.name,
    sibling: async (name) => get(name, await image.sibling(name)),
  };
}

/** The files of an image with all of their changes recorded. */
export function recorded(image: MemoryImage): { readonly files: ImageFiles<Writer>; readonly recorder: Recorder } {
  const recorder = new Recorder();
  const siblings = new Map([...image.siblings].map(([name, file]) => [name, recorder.record(name, file)]));
  const files: ImageFiles<Writer> = {
    main: recorder.record(image.name, image.main),
    name: image.name,
    sibling: async (name) => siblings.get(name) ?? image.sibling(name),
  };
  return { files, recorder };
}

/** Writes to random places of an image, now and then zeros, and notes the same in a plain buffer. */
export async function scribble(
  image: MemoryImage,
  model: Uint8Array,
  random: Random,
  { writes, most }: { readonly writes: number; readonly most: Bytes },
): Promise<void> {
  const disk = new EditableDisk(await edit(image));
  for (let i = 0; i < writes; i += 1) {
    const start = random.below(model.length / 512) * 512;
    const range: ByteRange = { start, length: Math.min(model.length - start, 512 * (1 + random.below(most / 512))) };
    const bytes = random.bytes(range.length);
    await disk.write(start, bytes);
    model.set(bytes, start);
  }
  await disk.flush();
}
