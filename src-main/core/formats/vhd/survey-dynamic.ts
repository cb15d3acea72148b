import { DiskError } from '#shared/errors.ts';
import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { CheckOptions, ImageFiles } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { rangesOf, readBatmap, type Batmap } from './batmap.ts';
import { overlap } from './block-place.ts';
import { checkedDiskSize } from './disk-size.ts';
import { blockTableOf } from './dynamic.ts';
import { readHeader, type FoundHeader } from './header.ts';
import { diskTypes, header } from './layout.ts';
import { judgeLocators, type JudgedLocators } from './judge-locators.ts';
import { reportExtraEntries, reportLocators, reportOverlaps, reportWaste } from './survey-reports.ts';
import { surveyBitmaps } from './survey-bitmaps.ts';
import type { FooterSurvey } from './survey-footers.ts';
import { surveyPlaces, type PlaceSurvey } from './survey-places.ts';
import { surveySharing, type MisplacedBlock } from './survey-sharing.ts';
import type { BlockTable } from './table.ts';

/** What was learned of a dynamic or differencing image behind its footers. */
export interface DynamicSurvey {
  readonly found: FoundHeader;
  readonly table: BlockTable;
  /** Entries that the disk needs. */
  readonly blocks: number;
  /** The largest disk that the table has entries for. */
  readonly room: Bytes;
  readonly places: PlaceSurvey;
  readonly locators: JudgedLocators;
  readonly batmap: Batmap | undefined;
  /** Blocks that the batmap calls full and that are not. */
  readonly staleBlocks: Uint32Array;
  /** Blocks that need a place of their own. */
  readonly shared: readonly MisplacedBlock[];
  /** Whether footers, header and table have places of their own. */
  readonly isApart: boolean;
  /** Whether footer and header can be taken at their word. */
  readonly isBelieved: boolean;
  /** Whether nothing at all is wrong with what header and table say of places. */
  readonly isSound: boolean;
  /** The first byte after everything that is in use; meaningful when the image is sound. */
  readonly usedEnd: Bytes;
}

/** Throws what the reader throws for a header that makes no sense. */
export async function surveyDynamic(
  files: ImageFiles,
  { chosen, end, dataEnd, isContradicted }: FooterSurvey,
  how: CheckOptions,
): Promise<DynamicSurvey> {
  const { main, name } = files;
  const { findings, limits, watch } = how;
  const { signal } = watch;
  const found = await readHeader(files, chosen.footer.headerStart, { limits, tolerance: 'rescue', signal });
  const { blockSize, tableEntries, parentUuid } = found.header;
  const room = tableEntries * blockSize;
  const virtualSize = checkedDiskSize(chosen.footer, room, { name, limits });
  const blocks = Math.ceil(virtualSize / blockSize);
  if (blocks > tableEntries) {
    throw new DiskError('vhd.table-too-small', { name, entries: tableEntries, size: virtualSize, needed: blocks });
  }
  const isChild = chosen.footer.diskType === diskTypes.differencing;
  if (!found.isIntact) {
    findings.add('vhd.header-checksum', { name }, { file: name, start: found.start, length: header.size });
  }
  if (isChild && parentUuid === nilUuid) findings.add('vhd.parent-unknown', { name });

  const table = blockTableOf(files, chosen, found, { virtualSize, tolerance: 'rescue' });
  const isApart = reportOverlaps(table, how);
  const locators = isChild ? judgeLocators(found.header, table) : noLocators;
  // Of an image that cannot be taken at its word, only what is grave is told.
  const isBelieved = found.isIntact && chosen.isIntact && !isContradicted;
  if (isBelieved) reportLocators(name, locators, isChild, how);

  const places = await surveyPlaces(table, end === undefined, how);
  const believed = await readBatmap(main, found.header, { blocks, dataEnd, limit: limits.tableBytes }, signal);
  const batmap = believed && isApartFrom(believed, [...table.metadata, ...locators.ranges]) ? believed : undefined;
  const taken = [...locators.ranges, ...(batmap ? rangesOf(batmap) : [])];
  const isMendable = isBelieved && !places.reachesBeyondFile;
  const { count, shared } = await surveySharing(table, { ...places, taken, isMendable }, how);
  const isSound = isApart && places.faults === 0 && count === 0;
  // Where blocks share their place, a batmap could be a part of one, and is not to be corrected.
  const compared = { main, batmap: isSound && isBelieved ? batmap : undefined, isChild, count: places.whole };
  const staleBlocks = places.isHopeless ? new Uint32Array(0) : await surveyBitmaps(table, compared, how);
  const extras = { tableEntries, blocks, hasBatmap: batmap !== undefined };
  const isMoreNamed = isBelieved && (await reportExtraEntries(table, extras, how));
  // What entries behind the end of the disk name is no waste: the disk may become as large again.
  const isWasteKnown = isSound && isBelieved && !isMoreNamed;
  const usedEnd = isWasteKnown ? reportWaste(table, places, taken, how) : dataEnd;
  return {
    found,
    table,
    blocks,
    room,
    places,
    locators,
    batmap,
    staleBlocks,
    shared,
    isApart,
    isBelieved,
    isSound,
    usedEnd,
  };
}

/** A batmap on top of something else is nobody's: correcting it would destroy what is there. */
function isApartFrom(batmap: Batmap, others: readonly ByteRange[]): boolean {
  const [record, map] = rangesOf(batmap);
  const isOverlaid = others.some((other) => overlap(record, other) || overlap(map, other));
  return !isOverlaid && !overlap(record, map);
}

const noLocators: JudgedLocators = { ranges: [], damaged: [], hasName: true };
