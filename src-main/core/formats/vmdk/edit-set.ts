import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { EditableLayer, EditOptions, ImageFiles, LayerFile } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { describe } from './describe.ts';
import type { ExtentLine } from './descriptor.ts';
import { ContentMark } from './edit-content-mark.ts';
import { refuseSharedFiles, refuseTracked } from './edit-descriptor.ts';
import { editFlat } from './edit-flat.ts';
import { refuseEditKind } from './edit-kinds.ts';
import { editableLayer, editUnitOf } from './edit-layer.ts';
import { openSparseEditor } from './edit-open-sparse.ts';
import { lockedExtent, type EditableExtent } from './editable-extent.ts';
import { checkExtents } from './extent-names.ts';
import { zeroExtent } from './flat-extent.ts';
import { refuseUnreadable } from './kinds.ts';
import { entrySize, sectorSize } from './layout.ts';
import { tableCount } from './grain-tables.ts';
import { fileKey } from './lines-by-file.ts';
import { readDescriptor } from './read-descriptor.ts';
import { readHeader } from './read-header.ts';
import { isSameName } from './resize-plan.ts';

/**
 * Opens a disk through its descriptor file, to be written in place. All of its extents are opened and looked through at once:
 * what cannot be written is told before anything is.
 */
export async function editSet(files: ImageFiles<Writer>, how: EditOptions): Promise<EditableLayer> {
  const { main, name } = files;
  const area = { start: 0, length: main.size };
  const descriptor = await readDescriptor(main, area, name, how);
  refuseUnreadable(descriptor, name);
  checkExtents(descriptor.extents, name, how.limits);
  refuseTracked(descriptor, name);
  refuseSharedFiles(descriptor.extents, name);
  const mark = await ContentMark.find(main, area, name, how);
  const description = describe(descriptor, 'custom');
  const hasParent = description.parent !== undefined;
  const set = new EditedSet(files, { mark, hasParent, sharers: descriptor.extents.length }, how);
  for (const line of descriptor.extents) await set.add(line);
  if (hasParent) refuseUneven(set.extents, name);
  return editableLayer(set.extents, {
    files: [{ name, role: 'descriptor', content: main }, ...set.files],
    description,
    mark,
  });
}

/** Units of a child that are written as wholes have to be grains: throws `vmdk.edit-uneven`. */
function refuseUneven(extents: readonly EditableExtent[], name: string): void {
  const unit = editUnitOf(extents);
  if (extents.some(({ start }) => start % unit !== 0)) throw new DiskError('vmdk.edit-uneven', { name });
}

/** What the extents of a set have in common. */
interface Shared {
  readonly mark: ContentMark;
  readonly hasParent: boolean;
  /** Extents that share the memory for tables. */
  readonly sharers: number;
}

/** Opens extents in order and puts them side by side. What their directories take is counted together. */
class EditedSet {
  readonly extents: EditableExtent[] = [];
  readonly files: LayerFile[] = [];
  readonly #images: ImageFiles<Writer>;
  readonly #shared: Shared;
  readonly #how: EditOptions;
  /** A name of each file. */
  readonly #names = new Map<string, string>();
  #end: Bytes = 0;
  #tableBytes: Bytes = 0;

  constructor(images: ImageFiles<Writer>, shared: Shared, how: EditOptions) {
    this.#images = images;
    this.#shared = shared;
    this.#how = how;
  }

  async add(line: ExtentLine): Promise<void> {
    this.#how.signal?.throwIfAborted();
    const extent = await this.#open(line, { start: this.#end, length: line.sectors * sectorSize });
    this.extents.push(extent);
    this.#end = endOf(extent);
  }

  async #open(line: ExtentLine, range: ByteRange): Promise<EditableExtent> {
    const { fileName: name, access } = line;
    const descriptor = this.#images.name;
    if (access === 'NOACCESS') return lockedExtent(zeroExtent(range), { descriptor, access });
    if (line.type === 'ZERO' || name === undefined) {
      return lockedExtent(zeroExtent(range), { descriptor, access: 'ZERO' });
    }
    const file = await this.#images.sibling(name);
    this.#refuseSecondName(name, file);
    // A file may hold several flat extents; it is listed for each of them. The file of number 0 is the descriptor.
    const place = { ...range, file: this.files.push({ name, role: 'extent', content: file }) };
    const extent = await this.#openFile(line, { ...place, name }, file);
    return access === 'RW' ? extent : lockedExtent(extent, { descriptor, access });
  }

  /** Whether extents lie upon each other was told by their names. Throws `vmdk.edit-shared-file` for two names of one file. */
  #refuseSecondName(name: string, file: Writer): void {
    const key = fileKey(name, file);
    const known = this.#names.get(key) ?? name;
    if (!isSameName(known, name))
      throw new DiskError('vmdk.edit-shared-file', { name: this.#images.name, extent: name });
    this.#names.set(key, name);
  }

  async #openFile(
    { type, offset }: ExtentLine,
    { name, ...place }: ByteRange & { readonly file: number; readonly name: string },
    file: Writer,
  ): Promise<EditableExtent> {
    const { mark, sharers } = this.#shared;
    if (type === 'FLAT' || type === 'VMFS') {
      return editFlat(place, { reader: file, name, offset: offset * sectorSize, mark }, this.#how);
    }
    await refuseEditKind(file, name);
    const source = await readHeader(file, name, this.#how);
    const { limits } = this.#how;
    const left = { ...limits, tableBytes: limits.tableBytes - this.#tableBytes };
    // Both copies of the directory stay in memory.
    this.#tableBytes += 2 * tableCount(source) * entrySize;
    return openSparseEditor(place, file, { source, ...this.#shared }, { ...this.#how, limits: left, name, sharers });
  }
}
