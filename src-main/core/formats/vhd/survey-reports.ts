import { roundUp, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { CheckOptions } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { overlap } from './block-place.ts';
import type { JudgedLocators } from './judge-locators.ts';
import { sectorSize, unallocated } from './layout.ts';
import { leastTrailing } from './plan.ts';
import { gapsBetween } from './shared-places.ts';
import type { PlaceSurvey } from './survey-places.ts';
import type { BlockTable } from './table.ts';

/** Returns whether footers, header and table have places of their own. */
export function reportOverlaps({ name, metadata, dataEnd }: BlockTable, { findings }: CheckOptions): boolean {
  const titles = ['the copy of the footer', 'the header', 'the block table', 'the footer'];
  const ranges = [...metadata, { start: dataEnd, length: sectorSize }];
  let isApart = true;
  for (const [i, range] of ranges.entries()) {
    const other = ranges.findIndex((candidate, j) => j > i && overlap(range, candidate));
    if (other < 0) continue;
    isApart = false;
    const facts = { name, first: titles[i] ?? '', second: titles[other] ?? '' };
    findings.add('vhd.structures-overlap', facts, { file: name, ...range });
  }
  return isApart;
}

/** Adds what leads to no parent. */
export function reportLocators(
  name: string,
  { damaged, hasName }: JudgedLocators,
  isChild: boolean,
  how: CheckOptions,
): void {
  if (isChild && !hasName) {
    how.findings.add('vhd.parent-unnamed', { name });
    return;
  }
  for (const { platform, start } of damaged) {
    how.findings.add('vhd.locator-damaged', { name, platform: printable(platform), start });
  }
}

function printable(platform: string): string {
  return platform.replaceAll(/[^\x20-\x7e]/g, '?');
}

/** Entries behind the end of the disk are never read, but tell something of the image. Returns whether they name anything. */
export async function reportExtraEntries(
  { name, entries: table }: BlockTable,
  {
    tableEntries,
    blocks,
    hasBatmap,
  }: { readonly tableEntries: number; readonly blocks: number; readonly hasBatmap: boolean },
  { findings, watch }: CheckOptions,
): Promise<boolean> {
  if (tableEntries === blocks) return false;
  const facts = { name, extra: tableEntries - blocks };
  const where = { file: name, start: table.start + 4 * blocks, length: 4 * facts.extra };
  for await (const { entries } of entryRuns(table, blocks, tableEntries, watch.signal)) {
    if (entries.every((entry) => entry === unallocated)) continue;
    findings.add('vhd.table-extra-used', facts, where);
    return true;
  }
  // The batmap is found by the length of the table, so that has to stay.
  findings.add(hasBatmap ? 'vhd.table-extra-used' : 'vhd.table-extra', facts, where);
  return false;
}

/** Adds what no block uses, and returns where that which is used ends. */
export function reportWaste(
  { name, blockSize, bitmapLength, metadata, dataEnd }: BlockTable,
  { starts, whole }: PlaceSurvey,
  taken: readonly ByteRange[],
  { findings }: CheckOptions,
): Bytes {
  // Of more blocks than are remembered, the gaps between them are not known.
  if (starts.length < whole) return dataEnd;
  const stride = bitmapLength + blockSize;
  const others = [...metadata, ...taken].map(({ start, length }) => ({ start, length: roundUp(length, sectorSize) }));
  const { bytes, places, ...end } = gapsBetween(starts, stride, others, stride);
  const usedEnd = roundUp(end.usedEnd, sectorSize);
  if (bytes > 0) findings.add('vhd.leak', { name, bytes, places });
  const trailing = dataEnd - usedEnd;
  if (trailing >= leastTrailing) {
    findings.add('vhd.trailing', { name, bytes: trailing }, { file: name, start: usedEnd, length: trailing });
  }
  return Math.min(usedEnd, dataEnd);
}
