import { describe, expect, it } from 'vitest';
import { KiB, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import { EditableDisk } from '#main/core/disk/editable-disk.ts';
import { Disk } from '#main/core/disk/disk.ts';
import type { DiskFormat, EditableLayer, ImageFiles } from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import type { Writer } from '#main/core/io/reader.ts';
import { Recorder } from '#test/support/crash.ts';
import { Fault, FaultyFile } from '#test/support/faulty-file.ts';
import { fixedIdentity, makeImage, MemoryImage, openImage } from '#test/support/make-image.ts';
import { firstDifference } from '#test/support/patterns.ts';
import { seededRandom, type Random } from '#test/support/random.ts';
import { expectWholeExtents } from './whole-extents.ts';

/** One way of writing a format that shall be written in place. */
export interface EditVariant {
  readonly id: string;
  readonly options?: object;
  readonly virtualSize: Bytes;
  /** What is allocated together; writes are tried at and around its multiples. */
  readonly blockSize: Bytes;
}

/** What every format that can be written in place has to do. */
export function describeEditing(format: DiskFormat, variants: readonly EditVariant[]): void {
  describe.each(variants)(`writing in place: ${format.title} $id $options`, (variant) => {
    it.each([1, 2, 3])('holds what a plain buffer holds after random changes, series %i', async (seed) => {
      const random = seededRandom(seed);
      const image = await imageOf(format, variant, 'some data');
      const model = await contentOf(format, image);
      for (let opening = 0; opening < 4; opening += 1) {
        const disk = await edit(format, image);
        for (let change = 0; change < 40; change += 1) await changeBoth(disk, model, variant, random);
        expect(firstDifference(await readDisk(disk), model, 0), 'before it is flushed').toBeUndefined();
        await expectWholeExtents(disk.layer, { start: 0, length: disk.virtualSize });
        await disk.flush();
        expect(firstDifference(await contentOf(format, image), model, 0), 'opened again').toBeUndefined();
      }
    });

    it('loses nothing that was flushed, and tears no sector, whenever the power is cut', async () => {
      const random = seededRandom(7);
      const image = await imageOf(format, variant, 'some data');
      const flushed = await contentOf(format, image);
      const { files, recorder } = recorded(image);
      const disk = await edit(format, files);
      const model = flushed.slice();
      // Every content the disk had, with the number of steps after which it was safe, if it was flushed as it is.
      const history: { readonly content: Uint8Array; readonly flushedAt?: number }[] = [
        { content: flushed, flushedAt: 0 },
      ];
      for (let round = 0; round < 3; round += 1) {
        for (let change = 0; change < 2; change += 1) {
          await changeBoth(disk, model, variant, random);
          history.push({ content: model.slice() });
        }
        await disk.flush();
        history.push({ content: model.slice(), flushedAt: recorder.steps.length });
      }
      let cuts = 0;
      for (const { title, files: after, steps } of recorder.cuts()) {
        const safe = history.findLastIndex(({ flushedAt }) => flushedAt !== undefined && flushedAt <= steps);
        const next = history.findIndex(({ flushedAt }, i) => i > safe && flushedAt !== undefined);
        const possible = history.slice(safe, next < 0 ? undefined : next + 1).map(({ content }) => content);
        const found = await contentOf(format, imageFrom(image, after));
        expect(foreignSector(found, possible), title).toBeUndefined();
        cuts += 1;
      }
      expect(cuts).toBeGreaterThan(10);
    });

    it('is as it was, or as it was to be, after any failure of its files', async () => {
      for (let nth = 1; nth < 400; nth += 1) {
        const random = seededRandom(11);
        const image = await imageOf(format, variant, 'some data');
        const before = await contentOf(format, image);
        const model = before.slice();
        const possible = [before];
        const fault = new Fault(nth, 'ENOSPC', { operations: ['write', 'resize', 'flush'] });
        const disk = await edit(
          format,
          wrapped(image, (file) => new FaultyFile(file, fault)),
        );
        const attempt = async () => {
          for (let change = 0; change < 3; change += 1) {
            // What a change was to leave is noted before it is tried: it may fail half-way.
            await changeBoth(disk, model, variant, random, (content) => possible.push(content));
          }
          await disk.flush();
        };
        const outcome = await attempt().then(
          () => 'done',
          (thrown: unknown) => thrown,
        );
        if (fault.fired) expect(outcome).toMatchObject({ name: 'DiskError' });
        else expect(outcome).toBe('done');
        // What was not flushed may be lost or not, sector by sector; nothing else may appear.
        const found = await contentOf(format, image);
        expect(foreignSector(found, possible), `failure ${String(nth)}`).toBeUndefined();
        if (!fault.fired) return;
      }
    });

    it('changes no byte when nothing is written', async () => {
      const image = await imageOf(format, variant, 'some data');
      const before = image.contents();
      const disk = await edit(format, image);
      await readDisk(disk);
      await disk.flush();
      for (const [i, { name, bytes }] of image.contents().entries()) {
        expect(Buffer.compare(bytes, before[i]?.bytes ?? new Uint8Array(0)), name).toBe(0);
      }
    });

    it('stores nothing for zeros where nothing is stored', async () => {
      const image = await imageOf(format, variant, 'nothing');
      const disk = await edit(format, image);
      await disk.zero({ start: 0, length: variant.virtualSize });
      await disk.flush();
      const found = await contentOf(format, image);
      expect(found.every((byte) => byte === 0)).toBe(true);
      const sizeBefore = (await imageOf(format, variant, 'nothing')).main.size;
      expect(image.main.size).toBeLessThanOrEqual(sizeBefore);
    });

    it('refuses what lies outside the disk and writes nothing of it', async () => {
      const image = await imageOf(format, variant, 'some data');
      const before = await contentOf(format, image);
      const disk = await edit(format, image);
      const beyond = { start: variant.virtualSize - 512, length: 1024 };
      await expect(disk.write(beyond.start, new Uint8Array(1024).fill(1))).rejects.toMatchObject({
        reason: 'disk.outside',
      });
      await expect(disk.zero(beyond)).rejects.toMatchObject({ reason: 'disk.outside' });
      await expect(disk.discard(beyond)).rejects.toMatchObject({ reason: 'disk.outside' });
      await disk.flush();
      expect(firstDifference(await contentOf(format, image), before, 0)).toBeUndefined();
    });

    if (format.createChild) {
      it('shows the parent wherever a child was not written, and never changes it', async () => {
        const random = seededRandom(5);
        const parent = await imageOf(format, variant, 'some data');
        const parentBytes = parent.contents();
        const parentLayer = await openImage(format, parent);
        const child = new MemoryImage(`child.${format.extensions[0] ?? ''}`);
        await format.createChild?.(child.asTarget(), {
          options: format.options().parse({}),
          identity: fixedIdentity(),
          parent: {
            path: `/images/${parent.name}`,
            relativePath: parent.name,
            modifiedAt: new Date('2024-02-29T12:00:00Z'),
            layer: parentLayer,
          },
        });
        const model = await contentOf(format, parent);
        for (let opening = 0; opening < 3; opening += 1) {
          const disk = await edit(format, child, new Disk(parentLayer));
          for (let change = 0; change < 30; change += 1) await changeBoth(disk, model, variant, random);
          await disk.flush();
          const again = new Disk(await openImage(format, child), new Disk(parentLayer));
          expect(firstDifference(await readDisk(again), model, 0)).toBeUndefined();
        }
        for (const [i, { name, bytes }] of parent.contents().entries()) {
          expect(Buffer.compare(bytes, parentBytes[i]?.bytes ?? new Uint8Array(0)), name).toBe(0);
        }
      });
    }
  });
}

async function imageOf(
  format: DiskFormat,
  variant: EditVariant,
  filled: 'some data' | 'nothing',
): Promise<MemoryImage> {
  const { id, options, virtualSize } = variant;
  const unit = 64 * KiB;
  const written = filled === 'nothing' ? [] : [{ start: unit, length: 2 * unit }];
  return makeImage(format, { variant: id, virtualSize, written, ...(options ? { options } : {}) });
}

async function edit(format: DiskFormat, files: ImageFiles<Writer>, parent?: Disk): Promise<EditableDisk> {
  const how = { limits: defaultLimits, tolerance: 'strict', identity: fixedIdentity() } as const;
  const layer: EditableLayer | undefined = await format.edit?.(files, how);
  if (!layer) throw new Error(`${format.id} cannot be edited`);
  return new EditableDisk(layer, parent);
}

/** One random change, made to the disk and to the model of it; `announce` is told before what is to become of the model. */
async function changeBoth(
  disk: EditableDisk,
  model: Uint8Array,
  variant: EditVariant,
  random: Random,
  announce: (content: Uint8Array) => void = () => undefined,
): Promise<void> {
  const range = randomRange(variant, random);
  const end = range.start + range.length;
  const kind = random.below(8);
  const bytes = kind < 2 ? new Uint8Array(range.length) : random.bytes(range.length);
  const old = model.slice(range.start, end);
  model.set(bytes, range.start);
  announce(model.slice());
  if (kind === 0) await disk.zero(range);
  else if (kind > 1) await disk.write(range.start, bytes);
  else {
    await disk.discard(range);
    // Zeros or what was there: the model takes what the disk says, after making sure that it is one of both.
    const found = new Uint8Array(range.length);
    await disk.read(range.start, found);
    expect(found.findIndex((byte, i) => byte !== 0 && byte !== old[i])).toBe(-1);
    model.set(found, range.start);
  }
}

function randomRange({ virtualSize, blockSize }: EditVariant, random: Random): ByteRange {
  const near = random.below(2) === 0 ? blockSize * random.below(Math.ceil(virtualSize / blockSize)) : undefined;
  const shift = random.pick([-513, -512, -1, 0, 1, 512, 513]);
  const start = Math.min(Math.max(0, near === undefined ? random.below(virtualSize) : near + shift), virtualSize - 1);
  const wanted = random.pick([1, 511, 512, 513, 4 * KiB, 4 * KiB + 7, 64 * KiB, blockSize, blockSize + 1]);
  return { start, length: Math.min(wanted, virtualSize - start) };
}

/** Which sector is as it never was in any of the contents; undefined when none is. */
function foreignSector(found: Uint8Array, possible: readonly Uint8Array[]): string | undefined {
  const size = possible[0]?.length ?? 0;
  if (found.length !== size) return `${String(found.length)} bytes instead of ${String(size)}`;
  for (let at = 0; at < found.length; at += 512) {
    const sector = Buffer.from(found.subarray(at, at + 512));
    if (!possible.some((content) => sector.equals(content.subarray(at, at + 512)))) {
      return `the sector at byte ${String(at)} is as it never was`;
    }
  }
  return undefined;
}

/** The files of an image, with every change of them remembered. */
function recorded(image: MemoryImage): { files: ImageFiles<Writer>; recorder: Recorder } {
  const recorder = new Recorder();
  const main = recorder.record(image.name, image.main);
  const others = new Map([...image.siblings].map(([name, file]) => [name, recorder.record(name, file)]));
  return { recorder, files: { main, name: image.name, sibling: (name) => siblingOf(others, name, image) } };
}

function wrapped(image: MemoryImage, wrap: (file: MemoryFile) => Writer): ImageFiles<Writer> {
  const others = new Map([...image.siblings].map(([name, file]) => [name, wrap(file)]));
  return { main: wrap(image.main), name: image.name, sibling: (name) => siblingOf(others, name, image) };
}

function siblingOf(files: ReadonlyMap<string, Writer>, name: string, image: MemoryImage): Promise<Writer> {
  const file = files.get(name);
  return file ? Promise.resolve(file) : image.sibling(name);
}

function imageFrom(image: MemoryImage, contents: ReadonlyMap<string, Uint8Array>): MemoryImage {
  const copy = new MemoryImage(image.name, contents.get(image.name) ?? new Uint8Array(0));
  for (const name of image.siblings.keys()) copy.siblings.set(name, new MemoryFile(contents.get(name), name));
  return copy;
}

async function contentOf(format: DiskFormat, image: ImageFiles): Promise<Uint8Array> {
  return readDisk(new Disk(await openImage(format, image)));
}

async function readDisk(disk: Disk): Promise<Uint8Array> {
  const content = new Uint8Array(disk.virtualSize);
  await disk.read(0, content);
  return content;
}
