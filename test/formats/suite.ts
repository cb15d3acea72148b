import { describe, expect, it } from 'vitest';
import { KiB, roundDown, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { DiskFormat, Layer } from '#main/core/disk/format.ts';
import { formats } from '#main/core/formats/index.ts';
import {
  makeImage,
  type MemoryImage,
  openImage,
  readLayer,
  sampleOf,
  type ImageRecipe,
} from '#test/support/make-image.ts';
import { firstDifference, patternWithin } from '#test/support/patterns.ts';
import { describeHostile, type HostileStructure } from './hostile.ts';
import { expectWholeExtents } from './whole-extents.ts';

/** One way of writing a format that the suite shall try. */
export interface SuiteVariant {
  readonly id: string;
  readonly options?: object;
  /** The unit in which the variant allocates: what lies at its multiples is tried hardest. */
  readonly blockSize: Bytes;
  /** Defaults to a few blocks and a part of one. */
  readonly virtualSize?: Bytes;
  /** What an image in memory is opened as, where only a file system could tell the variant. Defaults to `id`. */
  readonly opensAs?: string;
}

export interface SuiteSubject {
  readonly variants: readonly SuiteVariant[];
  /** How the format's own probe answers to its own output. Defaults to `certain`. */
  readonly probe?: 'certain' | 'no';
  /** The structures of an image, to be mutated field by field. */
  readonly structures?: readonly HostileStructure[];
}

/** What every format has to do, whatever it looks like inside. */
export function describeFormat(format: DiskFormat, subject: SuiteSubject): void {
  describe(`the conformance suite: ${format.title}`, () => {
    for (const variant of subject.variants) {
      const options = variant.options ? ` ${JSON.stringify(variant.options)}` : '';
      const size = variant.virtualSize === undefined ? '' : `, ${variant.virtualSize} bytes`;
      describe(`${variant.id}${options}${size}`, () => {
        describeVariant(format, variant, subject.probe ?? 'certain');
      });
    }
    describeHostile(format, subject.variants[0], subject.structures ?? []);
  });
}

function describeVariant(format: DiskFormat, variant: SuiteVariant, probe: 'certain' | 'no'): void {
  const virtualSize = variant.virtualSize ?? sizeFor(format, variant);
  const recipe = { variant: variant.id, virtualSize, ...(variant.options ? { options: variant.options } : {}) };
  const shapes = shapesOf(virtualSize, variant.blockSize);

  it('is recognised by its own probe and by no other', async () => {
    const sample = sampleOf(await makeImage(format, { ...recipe, written: shapes['everything'] ?? [] }));
    const others = formats.filter(({ id }) => id !== format.id);
    expect({
      own: format.probe(sample).match,
      others: others.filter((other) => other.probe(sample).match !== 'no').map(({ id }) => id),
    }).toEqual({ own: probe, others: [] });
  });

  it.each(Object.entries(shapes))('gives back what was written: %s', async (_, written) => {
    const layer = await openImage(format, await makeImage(format, { ...recipe, written }));
    expect(layer).toMatchObject({ variant: variant.opensAs ?? variant.id, virtualSize });
    await expectContent(layer, { start: 0, length: virtualSize }, written);
    await expectWholeExtents(layer, { start: 0, length: virtualSize });
  });

  it('reads right at every block boundary, one byte before it and one behind', async () => {
    const written = shapes['every second granule'] ?? [];
    const layer = await openImage(format, await makeImage(format, { ...recipe, written }));
    for (const range of aroundBoundaries(virtualSize, variant.blockSize)) {
      await expectContent(layer, range, written);
      await expectWholeExtents(layer, range);
    }
  });

  it('reads right at odd offsets with odd lengths', async () => {
    const written = shapes['distant blocks'] ?? [];
    const layer = await openImage(format, await makeImage(format, { ...recipe, written }));
    for (const range of oddGrid(virtualSize, variant.blockSize)) {
      await expectContent(layer, range, written);
      await expectWholeExtents(layer, range);
    }
  });

  it('writes the same bytes for the same clock and identifiers, however the writes overlap in time', async () => {
    const written = shapes['every second granule'] ?? [];
    const first = await makeImage(format, { ...recipe, written });
    const second = await makeImage(format, { ...recipe, written, pace: 'all-at-once' });
    expect(namesOf(second)).toEqual(namesOf(first));
    for (const [i, { name, bytes }] of first.contents().entries()) {
      expect(Buffer.compare(bytes, second.contents()[i]?.bytes ?? new Uint8Array(0)), name).toBe(0);
    }
  });

  it('never takes more than was measured beforehand', async () => {
    for (const [shape, written] of Object.entries(shapes)) {
      const image = await makeImage(format, { ...recipe, written });
      expect(bytesOf(image), shape).toBeLessThanOrEqual(measured(format, recipe, written));
    }
  });

  it('stops a walk over the extents when it is told to', async () => {
    const layer = await openImage(format, await makeImage(format, { ...recipe, written: shapes['everything'] ?? [] }));
    const walk = async () => {
      const batches = layer.extents({ start: 0, length: virtualSize }, AbortSignal.abort());
      await batches[Symbol.asyncIterator]().next();
    };
    // Formats without tables have nothing to wait for and may finish instead.
    await walk().catch((thrown: unknown) => {
      expect(thrown).toMatchObject({ name: 'AbortError' });
    });
  });
}

async function expectContent(layer: Layer, range: ByteRange, written: readonly ByteRange[]): Promise<void> {
  const found = await readLayer(layer, range);
  expect(firstDifference(found, patternWithin(range, written), range.start)).toBeUndefined();
}

const granule = 64 * KiB;

function sizeFor(format: DiskFormat, { id, blockSize }: SuiteVariant): Bytes {
  const multiple = format.variants.find(({ info }) => info.id === id)?.info.sizeMultiple ?? 1;
  const blocks = blockSize < granule * 4 ? 23 : 4;
  return roundUp(blocks * blockSize + blockSize / 2 + 3 * 512, multiple);
}

function shapesOf(virtualSize: Bytes, blockSize: Bytes): Readonly<Record<string, readonly ByteRange[]>> {
  const granules = Array.from({ length: Math.ceil(virtualSize / granule) }, (_, i) =>
    part(i * granule, granule, virtualSize),
  );
  const unit = Math.max(granule, blockSize);
  return {
    'nothing at all': [],
    'one granule in the middle': [part(roundDown(virtualSize / 2, granule), granule, virtualSize)],
    everything: [{ start: 0, length: virtualSize }],
    'every second granule': granules.filter((_, i) => i % 2 === 1),
    'distant blocks': [part(0, unit, virtualSize), part(2 * unit, 2 * unit, virtualSize)].filter(isThere),
    'the last part of the disk': granules.slice(-1),
  };
}

function part(start: Bytes, length: Bytes, limit: Bytes): ByteRange {
  return { start, length: Math.min(length, limit - start) };
}

/** Small disks have no room for some of the ranges that larger ones are tried with. */
function isThere({ start, length }: ByteRange): boolean {
  return start >= 0 && length > 0;
}

function aroundBoundaries(virtualSize: Bytes, blockSize: Bytes): readonly ByteRange[] {
  const ranges: ByteRange[] = [];
  for (let boundary = 0; boundary <= roundUp(virtualSize, blockSize); boundary += blockSize) {
    for (const start of [boundary - 1, boundary, boundary + 1]) {
      for (const length of [1, 2, 513]) {
        if (start + length <= virtualSize) ranges.push({ start, length });
      }
    }
  }
  for (const length of [1, 2, 511, 513]) ranges.push({ start: virtualSize - length, length });
  return ranges.filter(isThere);
}

function oddGrid(virtualSize: Bytes, blockSize: Bytes): readonly ByteRange[] {
  const half = Math.floor(virtualSize / 2);
  const starts = [0, 1, 511, blockSize - 3, blockSize + 7, 2 * blockSize - 513, half + 1, virtualSize - blockSize - 5];
  const lengths = [1, 7, 511, 513, 4097, granule + 1, blockSize + 9, 2 * blockSize - 1];
  const grid = starts.flatMap((start) => lengths.map((length) => part(start, length, virtualSize)));
  return grid.filter(isThere);
}

function namesOf(image: MemoryImage): readonly string[] {
  return image.contents().map(({ name }) => name);
}

/** What the files take where holes cost nothing, counted in pages of 4 KiB. */
function bytesOf(image: MemoryImage): Bytes {
  const page = 4 * KiB;
  const zeros = new Uint8Array(page);
  let taken = 0;
  for (const { bytes } of image.contents()) {
    for (let at = 0; at < bytes.length; at += page) {
      const content = bytes.subarray(at, at + page);
      if (Buffer.compare(content, zeros.subarray(0, content.length)) !== 0) taken += content.length;
    }
  }
  return taken;
}

function measured(
  format: DiskFormat,
  { variant, virtualSize, options }: ImageRecipe,
  written: readonly ByteRange[],
): Bytes {
  const measure = format.variants.find(({ info }) => info.id === variant)?.measure;
  const dataBytes = written.reduce((sum, { length }) => sum + length, 0);
  const parsed = format.options().parse(options ?? {});
  return measure?.({ virtualSize, dataBytes, options: parsed }) ?? Number.POSITIVE_INFINITY;
}
