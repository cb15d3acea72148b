import { endOf, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, Layer, LayerFile, OpenOptions } from '../../disk/format.ts';
import { describe } from './describe.ts';
import type { ExtentLine } from './descriptor.ts';
import { checkExtents } from './extent-names.ts';
import { flatExtent, zeroExtent } from './flat-extent.ts';
import { refuseUnreadable } from './kinds.ts';
import { entrySize, sectorSize } from './layout.ts';
import { vmdkLayer } from './layer.ts';
import { tableCount } from './grain-tables.ts';
import { openSparseExtent } from './open-sparse.ts';
import { readDescriptor } from './read-descriptor.ts';
import { readHeader } from './read-header.ts';
import type { VmdkExtent } from './vmdk-extent.ts';

/** Opens a disk through its descriptor file: the extents it lists, one after another. */
export async function openSet(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  const descriptor = await readDescriptor(main, { start: 0, length: main.size }, name, how);
  refuseUnreadable(descriptor, name);
  checkExtents(descriptor.extents, name, how.limits);
  const set = new ExtentSet(files, how, descriptor.extents.length);
  for (const line of descriptor.extents) await set.add(line);
  const description = describe(descriptor, 'custom');
  return vmdkLayer(set.extents, [{ name, role: 'descriptor', content: main }, ...set.files], description);
}

/** Opens extents in order and puts them side by side. What their directories take is counted together. */
class ExtentSet {
  readonly extents: VmdkExtent[] = [];
  readonly files: LayerFile[] = [];
  readonly #images: ImageFiles;
  readonly #how: OpenOptions;
  readonly #sharers: number;
  readonly #numbers = new Map<string, number>();
  #end: Bytes = 0;
  #tableBytes: Bytes = 0;

  constructor(images: ImageFiles, how: OpenOptions, sharers: number) {
    this.#images = images;
    this.#how = how;
    this.#sharers = sharers;
  }

  async add(line: ExtentLine): Promise<void> {
    this.#how.signal?.throwIfAborted();
    const extent = await this.#open(line, { start: this.#end, length: line.sectors * sectorSize });
    this.extents.push(extent);
    this.#end = endOf(extent);
  }

  async #open(line: ExtentLine, range: { start: Bytes; length: Bytes }): Promise<VmdkExtent> {
    const { fileName: name } = line;
    if (line.type === 'ZERO' || line.access === 'NOACCESS' || name === undefined) return zeroExtent(range);
    const reader = await this.#images.sibling(name);
    const place = { ...range, file: this.#numberOf({ name, role: 'extent', content: reader }) };
    if (line.type !== 'SPARSE') return flatExtent(place, { reader, name, offset: line.offset * sectorSize }, this.#how);

    const { limits } = this.#how;
    const source = await readHeader(reader, name, this.#how);
    const left = { ...limits, tableBytes: limits.tableBytes - this.#tableBytes };
    this.#tableBytes += tableCount(source) * entrySize;
    return openSparseExtent(place, reader, source, { ...this.#how, limits: left, name, sharers: this.#sharers });
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
