import type { EditableLayer, EditOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { BlockEditor } from './edit-blocks.ts';
import { openEditableMap } from './edit-open.ts';
import { layerOf } from './layer.ts';

/**
 * Opens a VDI image to be written in place. Reads the whole map, so that no block is ever put where another one lies.
 * Throws what `openVdi` and the reading of each block throw, `vdi.edit-version`, `vdi.edit-flags`, `vdi.edit-odd-size` and
 * `vdi.edit-shared-slot`.
 */
export async function editVdi(files: ImageFiles<Writer>, options: EditOptions): Promise<EditableLayer> {
  const editable = await openEditableMap(files, options);
  const { header } = editable.map;
  const blocks = new BlockEditor(files.main, editable);
  return {
    ...layerOf(files, editable.map),
    get marks() {
      return { id: header.uuid, modification: editable.header.modificationUuid };
    },
    editUnit: header.blockSize,
    write: (at, bytes, signal) => blocks.write(at, bytes, signal),
    zero: (range, signal) => blocks.zero(range, signal),
    discard: (range, signal) => blocks.discard(range, signal),
    flush: (signal) => editable.flush(signal),
  };
}
