import { endOf, roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import { rangesOf, readBatmap, type Batmap } from './batmap.ts';
import type { ChosenFooter } from './choose-footer.ts';
import { openDynamic, type DynamicImage } from './dynamic.ts';
import { surveyBlocks, type BlockSurvey } from './edit-survey.ts';
import { sectorSize, type Header } from './layout.ts';
import { isUsed, locatorsOf, spaceOf } from './locators.ts';
import { namedBehindEnd } from './named-behind-end.ts';

/** A dynamic or differencing image in which everything has a place of its own. */
export interface EditableImage extends DynamicImage {
  readonly chosen: ChosenFooter;
  readonly batmap: Batmap | undefined;
  /** What no block may lie on, and where no table may go: structures, the space of the parent's paths, and what entries behind the end of the disk name. */
  readonly reserved: readonly ByteRange[];
  readonly blocks: BlockSurvey;
}

/** Reads all that has to be known before something is moved or added. Throws what `openDynamic` and `surveyBlocks` throw. */
export async function openEditable(files: ImageFiles, chosen: ChosenFooter, how: OpenOptions): Promise<EditableImage> {
  const { layer, table: stored, found } = await openDynamic(files, chosen, how);
  const { dataEnd, blockSize, virtualSize } = stored;
  const wanted = { blocks: Math.ceil(virtualSize / blockSize), dataEnd, limit: how.limits.tableBytes };
  const batmap = await readBatmap(files.main, found.header, wanted, how.signal);
  const table = { ...stored, metadata: [...stored.metadata, ...(batmap ? rangesOf(batmap) : [])] };
  const paths = reservedForPaths(found.header, dataEnd);
  const blocks = await surveyBlocks(table, paths, how);
  const { starts, end } = blocks;
  const named = await namedBehindEnd(table, { starts, tableEntries: found.header.tableEntries }, how.signal);
  const usedEnd = named.reduce((most, range) => Math.max(most, roundUp(endOf(range), sectorSize)), end);
  const reserved = [...table.metadata, ...paths, ...named];
  return { layer, table, found, chosen, batmap, reserved, blocks: { ...blocks, end: usedEnd } };
}

/** What locators reserve for paths of the parent: a program may put a longer path there. Nonsense is passed over. */
function reservedForPaths({ parentLocators }: Header, dataEnd: Bytes): readonly ByteRange[] {
  return locatorsOf(parentLocators)
    .filter(isUsed)
    .map((locator) => ({ start: locator.start, length: Math.max(locator.length, spaceOf(locator)) }))
    .filter((area) => endOf(area) <= dataEnd);
}
