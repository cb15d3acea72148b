import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type {
  DiskFormat,
  Identity,
  ImageFiles,
  Layer,
  OpenOptions,
  Sample,
  TargetFiles,
} from '#main/core/disk/format.ts';
import { defaultLimits } from '#main/core/disk/limits.ts';
import { MemoryFile } from '#main/core/io/memory-file.ts';
import { patternAt } from './patterns.ts';

/** A folder in memory that holds one image: what a driver reads from and writes to. */
export class MemoryImage implements ImageFiles<MemoryFile>, TargetFiles {
  readonly main: MemoryFile;
  readonly name: string;
  readonly siblings = new Map<string, MemoryFile>();

  constructor(name: string, content: Uint8Array = new Uint8Array(0)) {
    this.name = name;
    this.main = new MemoryFile(content, name);
  }

  sibling(name: string): Promise<MemoryFile> {
    const found = this.siblings.get(name);
    return found ? Promise.resolve(found) : Promise.reject(new DiskError('file.missing', { path: name }));
  }

  /** The same image as a target: siblings come into being when they are asked for. */
  asTarget(): TargetFiles {
    const { main, name, siblings } = this;
    return {
      main,
      name,
      sibling(wanted) {
        const file = siblings.get(wanted) ?? new MemoryFile(new Uint8Array(0), wanted);
        siblings.set(wanted, file);
        return Promise.resolve(file);
      },
    };
  }

  /** All files with their content, the main one first. */
  contents(): readonly { readonly name: string; readonly bytes: Uint8Array }[] {
    const others = [...this.siblings].map(([name, file]) => ({ name, bytes: file.bytes() }));
    return [{ name: this.name, bytes: this.main.bytes() }, ...others];
  }
}

/** Identifiers that count up and a clock that stands still, so that the same calls give the same bytes. */
export function fixedIdentity(): Identity {
  let count = 0;
  return {
    uuid() {
      count += 1;
      return `01020304-0506-4708-890a-${String(count).padStart(12, '0')}`;
    },
    now: () => new Date('2024-02-29T12:34:56Z'),
  };
}

/** What a new image is to be. */
export interface ImageRecipe {
  readonly virtualSize: Bytes;
  /** Defaults to the first variant. */
  readonly variant?: string;
  /** As a person would give them; defaults are filled in. */
  readonly options?: object;
  /** Where the pattern goes, in order; bounds fit the granularity of the sink. */
  readonly written?: readonly ByteRange[];
  /** Whether a write waits for the one before. Defaults to `one-by-one`. */
  readonly pace?: 'one-by-one' | 'all-at-once';
  readonly name?: string;
}

/** Creates an image with a format's sink and fills it with position-telling data. */
export async function makeImage(format: DiskFormat, recipe: ImageRecipe): Promise<MemoryImage> {
  const { virtualSize, written = [], pace = 'one-by-one' } = recipe;
  const variant = format.variants.find(({ info }) => info.id === (recipe.variant ?? format.variants[0]?.info.id));
  if (!variant?.create) throw new Error(`${format.id} cannot create ${recipe.variant ?? 'its first variant'}`);
  const image = new MemoryImage(recipe.name ?? `disk.${format.extensions[0] ?? format.id}`);
  const options = format.options().parse(recipe.options ?? {});
  const sink = await variant.create(image.asTarget(), { virtualSize, options, identity: fixedIdentity() });

  const writes: Promise<void>[] = [];
  for (const { start, length } of piecesOf(written, sink.granularity)) {
    const write = sink.data(start, patternAt(start, length));
    writes.push(write);
    if (pace === 'one-by-one') await write;
  }
  await Promise.all(writes);
  await sink.finish();
  return image;
}

/** Cuts ranges at odd places, so that writes straddle the blocks of every format. */
function* piecesOf(ranges: readonly ByteRange[], granularity: Bytes): Generator<ByteRange> {
  const most = granularity * 23;
  for (const range of ranges) {
    for (let start = range.start; start < endOf(range); start += most) {
      yield { start, length: Math.min(most, endOf(range) - start) };
    }
  }
}

/** Opens an image strictly, unless told otherwise. */
export function openImage(format: DiskFormat, files: ImageFiles, how: Partial<OpenOptions> = {}): Promise<Layer> {
  return format.open(files, { limits: defaultLimits, tolerance: 'strict', ...how });
}

/** What a probe sees of a file. */
export function sampleOf(image: MemoryImage): Sample {
  const bytes = image.main.bytes();
  return { name: image.name, size: bytes.length, head: bytes.subarray(0, 4096), tail: bytes.subarray(-4096) };
}

/** All extents of a range in one list. */
export async function extentsOf(layer: Layer, range: ByteRange): Promise<readonly Extent[]> {
  const all: Extent[] = [];
  for await (const batch of layer.extents(range)) all.push(...batch);
  return all;
}

/** Reads a range of a layer: stored data from where it lies, the rest as zeros. */
export async function readLayer(layer: Layer, range: ByteRange): Promise<Uint8Array> {
  const content = new Uint8Array(range.length);
  for (const extent of await extentsOf(layer, range)) {
    if (extent.kind !== 'data') continue;
    const part = content.subarray(extent.start - range.start, endOf(extent) - range.start);
    const { stored } = extent;
    const file = stored && layer.files[stored.file];
    if (file) await file.content.read(stored.start, part);
    else await layer.readStored(extent.start, part);
  }
  return content;
}

/** Everything on a layer. */
export function readAll(layer: Layer): Promise<Uint8Array> {
  return readLayer(layer, { start: 0, length: layer.virtualSize });
}
