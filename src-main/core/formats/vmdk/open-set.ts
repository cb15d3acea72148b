import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, Layer, LayerFile, OpenOptions } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { describe } from './describe.ts';
import type { Descriptor, ExtentLine } from './descriptor.ts';
import { checkExtents } from './extent-names.ts';
import { flatExtent, zeroExtent } from './flat-extent.ts';
import { refuseUnreadable } from './kinds.ts';
import { sectorSize, sparseHeader } from './layout.ts';
import { vmdkLayer } from './layer.ts';
import { extentsKept, LazyExtent, RecentExtents } from './lazy-extent.ts';
import { openTableExtent } from './open-table-extent.ts';
import { readDescriptor } from './read-descriptor.ts';
import type { VmdkExtent } from './vmdk-extent.ts';

/** Opens a disk through its descriptor file: the extents it lists, one after another. */
export async function openSet(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  return openListed(files, await readDescriptor(main, { start: 0, length: main.size }, name, how), how);
}

/**
 * Opens the extents that a descriptor lists. Each of them must be there and as long as its line says; the headers of sparse
 * ones are read when they are needed, but for the first few, so that damage in a usual set is told at once.
 */
export async function openListed(files: ImageFiles, descriptor: Descriptor, how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  refuseUnreadable(descriptor, name);
  checkExtents(descriptor.extents, name, how.limits);
  const readers = await openFiles(files, descriptor.extents, how);
  const description = describe(descriptor, 'custom');
  const set = new ExtentSet(readers, how, { hasParent: description.parent !== undefined });
  for (const line of descriptor.extents) await set.add(line);
  return vmdkLayer(set.extents, [{ name, role: 'descriptor', content: main }, ...set.files], description);
}

/** Files looked up at once. */
const filesAtOnce = 64;

/** Every file that a line needs, by its name. The first line whose file cannot be had decides what is thrown. */
async function openFiles(
  files: ImageFiles,
  lines: readonly ExtentLine[],
  { signal }: OpenOptions,
): Promise<ReadonlyMap<string, Reader>> {
  const names = [...new Set(lines.flatMap((line) => fileOf(line) ?? []))];
  const readers = new Map<string, Reader>();
  for (let first = 0; first < names.length; first += filesAtOnce) {
    signal?.throwIfAborted();
    const part = names.slice(first, first + filesAtOnce);
    const opened = await Promise.allSettled(part.map((name) => files.sibling(name)));
    for (const [i, outcome] of opened.entries()) {
      if (outcome.status === 'rejected') throw outcome.reason;
      readers.set(part[i] ?? '', outcome.value);
    }
  }
  return readers;
}

/** The file that holds what a line describes; none holds what reads as zeros. */
function fileOf({ type, access, fileName }: ExtentLine): string | undefined {
  return type === 'ZERO' || access === 'NOACCESS' ? undefined : fileName;
}

/** Puts extents side by side in the order of their lines. */
class ExtentSet {
  readonly extents: VmdkExtent[] = [];
  readonly files: LayerFile[] = [];
  readonly #readers: ReadonlyMap<string, Reader>;
  readonly #how: OpenOptions;
  readonly #hasParent: boolean;
  readonly #recent = new RecentExtents();
  readonly #sharers: number;
  readonly #numbers = new Map<string, number>();
  #end: Bytes = 0;
  #opened = 0;

  constructor(readers: ReadonlyMap<string, Reader>, how: OpenOptions, { hasParent }: { readonly hasParent: boolean }) {
    this.#hasParent = hasParent;
    this.#readers = readers;
    this.#how = how;
    this.#sharers = Math.min(Math.max(readers.size, 1), extentsKept);
  }

  async add(line: ExtentLine): Promise<void> {
    const extent = await this.#open(line, { start: this.#end, length: line.sectors * sectorSize });
    this.extents.push(extent);
    this.#end = endOf(extent);
  }

  async #open(line: ExtentLine, range: { start: Bytes; length: Bytes }): Promise<VmdkExtent> {
    const name = fileOf(line);
    const reader = name === undefined ? undefined : this.#readers.get(name);
    if (name === undefined || !reader) return zeroExtent(range);
    const place = { ...range, file: this.#numberOf({ name, role: 'extent', content: reader }) };
    if (line.type === 'FLAT' || line.type === 'VMFS') {
      return flatExtent(place, { reader, name, offset: line.offset * sectorSize }, this.#how);
    }
    if (reader.size < sparseHeader.size) throw new DiskError('vmdk.not-sparse', { name });
    const { limits, tolerance } = this.#how;
    // What directories take is bounded together, as if all that may be open were as large as they can be.
    const share = { ...limits, tableBytes: Math.floor(limits.tableBytes / this.#sharers) };
    const options = { limits: share, tolerance, name, sharers: this.#sharers, hasParent: this.#hasParent };
    const extent = new LazyExtent(place, this.#recent, () => openTableExtent(place, reader, options));
    if (this.#opened < extentsKept) {
      this.#how.signal?.throwIfAborted();
      await extent.open();
      this.#opened += 1;
    }
    return extent;
  }

  /** Several extents may lie in one file; the file of number 0 is the descriptor. */
  #numberOf(file: LayerFile): number {
    const known = this.#numbers.get(file.name);
    if (known !== undefined) return known;
    const number = this.files.push(file);
    this.#numbers.set(file.name, number);
    return number;
  }
}
