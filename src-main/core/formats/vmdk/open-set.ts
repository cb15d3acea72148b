import { DiskError, toDiskError } from '#shared/errors.ts';
import { endOf, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, Layer, LayerFile, OpenOptions } from '../../disk/format.ts';
import { inGroups } from '../../io/in-groups.ts';
import type { Reader } from '../../io/reader.ts';
import { describe } from './describe.ts';
import type { Descriptor, ExtentLine } from './descriptor.ts';
import { checkExtents } from './extent-names.ts';
import { flatExtent, lostExtent, zeroExtent } from './flat-extent.ts';
import { refuseUnreadable } from './kinds.ts';
import { sectorSize, sparseHeader } from './layout.ts';
import { vmdkLayer } from './layer.ts';
import { extentsKept, LazyExtent, RecentExtents } from './lazy-extent.ts';
import { fileKey, linesByFile } from './lines-by-file.ts';
import { openTableExtent } from './open-table-extent.ts';
import { readDescriptor } from './read-descriptor.ts';
import { rescuedExtent } from './rescue-extent.ts';
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
  const set = new ExtentSet(readers, how, {
    hasParent: description.parent !== undefined,
    lines: descriptor.extents,
  });
  for (const line of descriptor.extents) set.add(line);
  await set.openFirst();
  return vmdkLayer(set.extents, [{ name, role: 'descriptor', content: main }, ...set.files], description);
}

/** Files looked up at once. */
const filesAtOnce = 64;

/** Every file that a line needs, by its name. The first line whose file cannot be had decides what is thrown. */
async function openFiles(
  files: ImageFiles,
  lines: readonly ExtentLine[],
  { signal, tolerance }: OpenOptions,
): Promise<ReadonlyMap<string, Reader>> {
  const names = [...new Set(lines.flatMap((line) => fileOf(line) ?? []))];
  const readers = new Map<string, Reader>();
  for (let first = 0; first < names.length; first += filesAtOnce) {
    signal?.throwIfAborted();
    const part = names.slice(first, first + filesAtOnce);
    const opened = await Promise.allSettled(part.map((name) => files.sibling(name)));
    for (const [i, outcome] of opened.entries()) {
      if (outcome.status === 'fulfilled') readers.set(part[i] ?? '', outcome.value);
      // A rescue goes on without it. What could be had after a change of rights, say, is refused all the same.
      else if (tolerance === 'strict' || toDiskError(outcome.reason).code !== 'missing-file') throw outcome.reason;
    }
  }
  return readers;
}

/** The file that holds what a line describes; none holds what reads as zeros. */
function fileOf({ type, access, fileName }: ExtentLine): string | undefined {
  return type === 'ZERO' || access === 'NOACCESS' ? undefined : fileName;
}

/** Whether two lines of one file share a byte of it. Of a sparse file, every line means all. */
function overlap(a: ExtentLine, b: ExtentLine): boolean {
  const isFlat = [a, b].every(({ type }) => type === 'FLAT' || type === 'VMFS');
  return !isFlat || (a.offset < b.offset + b.sectors && b.offset < a.offset + a.sectors);
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
  readonly #lines: ReadonlyMap<string, readonly ExtentLine[]>;
  #end: Bytes = 0;
  /** As many as may be open at once. */
  readonly #first: LazyExtent[] = [];

  constructor(
    readers: ReadonlyMap<string, Reader>,
    how: OpenOptions,
    { hasParent, lines }: { readonly hasParent: boolean; readonly lines: readonly ExtentLine[] },
  ) {
    this.#hasParent = hasParent;
    this.#readers = readers;
    this.#lines =
      how.tolerance === 'rescue' ? linesByFile(lines, (line) => this.#keyOf(fileOf(line) ?? '')) : new Map();
    this.#how = how;
    this.#sharers = Math.min(Math.max(readers.size, 1), extentsKept);
  }

  add(line: ExtentLine): void {
    const extent = this.#extentOf(line, { start: this.#end, length: line.sectors * sectorSize });
    this.extents.push(extent);
    this.#end = endOf(extent);
  }

  /** Reads the headers of the first extents, all at once. Throws what the first of them throws that cannot be read. */
  async openFirst(): Promise<void> {
    this.#how.signal?.throwIfAborted();
    await inGroups(this.#first, extentsKept, async (extent) => {
      await extent.open();
    });
  }

  #extentOf(line: ExtentLine, range: { start: Bytes; length: Bytes }): VmdkExtent {
    const name = fileOf(line);
    if (name === undefined) return zeroExtent(range);
    const reader = this.#readers.get(name);
    if (!reader || this.#isReused(line, name)) return lostExtent(range);
    const place = { ...range, file: this.#numberOf({ name, role: 'extent', content: reader }) };
    if (line.type === 'FLAT' || line.type === 'VMFS') {
      return flatExtent(place, { reader, name, offset: line.offset * sectorSize }, this.#how);
    }
    const { limits, tolerance, lost } = this.#how;
    if (reader.size < sparseHeader.size) {
      if (tolerance === 'rescue') return lostExtent(range);
      throw new DiskError('vmdk.not-sparse', { name });
    }
    // What directories take is bounded together, as if all that may be open were as large as they can be.
    const share = { ...limits, tableBytes: Math.floor(limits.tableBytes / this.#sharers) };
    const options = { limits: share, tolerance, lost, name, sharers: this.#sharers, hasParent: this.#hasParent };
    const extent = new LazyExtent(place, this.#recent, () => openTableExtent(place, reader, options));
    if (tolerance === 'rescue') return rescuedExtent(extent);
    if (this.#first.length < extentsKept) this.#first.push(extent);
    return extent;
  }

  /**
   * In a rescue, true for an extent that another line claims as well: one of them is meant to show something else, and nothing tells
   * which. Flat extents may share a file, but no byte of it.
   */
  #isReused(line: ExtentLine, name: string): boolean {
    if (this.#how.tolerance === 'strict') return false;
    return (this.#lines.get(this.#keyOf(name)) ?? []).some((other) => other !== line && overlap(line, other));
  }

  #keyOf(name: string): string {
    return fileKey(name, this.#readers.get(name) ?? {});
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
