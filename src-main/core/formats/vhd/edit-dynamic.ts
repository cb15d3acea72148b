import { clip, endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { EditableLayer, ImageFiles, OpenOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { WriteBack } from '../../io/write-back.ts';
import { tablePage } from '../../layout/entry-table.ts';
import { rangesOf, readBatmap } from './batmap.ts';
import { BlockEditor } from './block-editor.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { openDynamic } from './dynamic.ts';
import { BlockSpace } from './edit-space.ts';
import { surveyBlocks } from './edit-survey.ts';
import { diskTypes, sectorSize, type Header } from './layout.ts';
import { locatorsOf, spaceOf } from './locators.ts';
import { extentsOf, type BlockTable } from './table.ts';

/**
 * Opens a dynamic or differencing image to be written in place. Its table and its bitmaps are read through a cache that
 * holds changes back. Throws what `openDynamic` and `surveyBlocks` throw.
 */
export async function editDynamic(
  files: ImageFiles<Writer>,
  chosen: ChosenFooter,
  how: OpenOptions,
): Promise<EditableLayer> {
  const { main, name } = files;
  const { layer, table: stored, found } = await openDynamic(files, chosen, how);
  const { bitmapLength, blockSize, dataEnd } = stored;
  const blocks = Math.ceil(stored.virtualSize / blockSize);
  const batmap = await readBatmap(main, found.header, { blocks, dataEnd, limit: how.limits.tableBytes }, how.signal);
  const metadata = [...stored.metadata, ...(batmap ? rangesOf(batmap) : [])];
  const paths = reservedForPaths(found.header, dataEnd);
  const end = await surveyBlocks({ ...stored, metadata }, paths, how);

  const footer = { name, footer: chosen.stored, footerStart: dataEnd };
  const space = new BlockSpace(main, { ...footer, bitmapLength, blockSize, end });
  const entries = new WriteBack(main, { pageSize: tablePage, pages: 16 });
  // A page is one sector: between two bitmaps lies data, which a commit of larger pages would write as it was.
  const bitmaps = new WriteBack(main, { pageSize: sectorSize, pages: 8192 });
  const table: BlockTable = {
    ...stored,
    metadata,
    bitmaps,
    entries: { ...stored.entries, file: entries },
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

/** What locators reserve for paths of the parent: a program may put a longer path there. Nonsense is passed over. */
function reservedForPaths({ parentLocators }: Header, dataEnd: Bytes): readonly ByteRange[] {
  return locatorsOf(parentLocators)
    .map((locator) => ({ start: locator.start, length: Math.max(locator.length, spaceOf(locator)) }))
    .filter((area) => endOf(area) <= dataEnd);
}
