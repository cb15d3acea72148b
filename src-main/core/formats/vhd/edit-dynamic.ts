import { clip } from '#shared/model/bytes.ts';
import type { EditableLayer, ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { WriteBack } from '../../io/write-back.ts';
import { BlockEditor } from './block-editor.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { openEditable } from './edit-open.ts';
import { BlockSpace } from './edit-space.ts';
import { liveTable } from './entries.ts';
import { diskTypes, sectorSize } from './layout.ts';
import { extentsOf, type BlockTable } from './table.ts';

/**
 * Opens a dynamic or differencing image to be written in place. Its table and its bitmaps are read through a cache that
 * holds changes back. Throws what `openEditable` throws.
 */
export async function editDynamic(
  files: ImageFiles<Writer>,
  chosen: ChosenFooter,
  how: OpenOptions,
): Promise<EditableLayer> {
  const { main, name } = files;
  const { layer, table: stored, batmap, blocks } = await openEditable(files, chosen, how);
  const { bitmapLength, blockSize, dataEnd } = stored;

  const footer = { name, footer: chosen.stored, footerStart: dataEnd };
  const space = new BlockSpace(main, { ...footer, bitmapLength, blockSize, end: blocks.end });
  const { entries, table: withEntries } = liveTable(main, stored);
  // A page is one sector: between two bitmaps lies data, which a commit of larger pages would write as it was.
  const bitmaps = new WriteBack(main, { pageSize: sectorSize, pages: 8192 });
  const table: BlockTable = {
    ...withEntries,
    bitmaps,
    get dataEnd() {
      return space.footerStart;
    },
  };
  const isChild = chosen.footer.diskType === diskTypes.differencing;
  const editor = new BlockEditor({ main, table, entries, bitmaps, space, isChild, batmap });

  return {
    ...layer,
    extents: (range, signal) => extentsOf(table, clip(range, table.virtualSize), signal),
    editUnit: sectorSize,
    write: (at, bytes, signal) => editor.write(at, bytes, signal),
    zero: (range, signal) => editor.zero(range, signal),
    discard: (range, signal) => editor.discard(range, signal),
    flush: (signal) => editor.flush(signal),
  };
}
