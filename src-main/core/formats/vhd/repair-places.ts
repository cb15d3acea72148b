import { roundUp, type Bytes } from '#shared/model/bytes.ts';
import type { FindingCode } from '#shared/text/findings/index.ts';
import { largestPatch, type Patch } from '../../disk/patch.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { viewOf } from '../../layout/struct.ts';
import { judgePlace } from './block-place.ts';
import { sectorSize, unallocated } from './layout.ts';
import { dataAlignment } from './plan.ts';
import { firstWanted, replaced, type RepairCase } from './repair-plan.ts';
import type { DynamicSurvey } from './survey-dynamic.ts';
import type { MisplacedBlock } from './survey-sharing.ts';
import type { BlockTable } from './table.ts';

/** Where the footer goes when it cannot stay where it is. */
export interface EndPlan {
  readonly because: FindingCode;
  readonly footerStart: Bytes;
  /** Where the first of the copied blocks goes; the others follow. */
  readonly copies: Bytes;
  /** What becomes of the old footer: part of a block that has lost its end, or room for something else. */
  readonly oldFooter: 'becomes-zeros' | 'is-free';
}

/** Undefined when the footer stays where it is, or where it is missing. */
export function planEnd(repair: RepairCase, { places, shared, table, usedEnd }: DynamicSurvey): EndPlan | undefined {
  const { footers, wanted } = repair;
  if (footers.isContradicted) return undefined;
  const cut = firstWanted(repair, ['vhd.footer-inside-block', 'vhd.block-cut-off']);
  const dataEnd = roundUp(footers.dataEnd, sectorSize);
  const wholeEnd = cut ? Math.max(dataEnd, places.cutEnd) : dataEnd;
  const copies = roundUp(wholeEnd + table.bitmapLength, dataAlignment) - table.bitmapLength;
  const moves = wanted.has('vhd.blocks-overlap') ? shared.length : 0;
  const footerStart = moves === 0 ? wholeEnd : copies + moves * strideOf(table);
  // An entry is a sector number of 32 bits.
  if (footerStart > unallocated * sectorSize) return undefined;

  const hasEnd = footers.end !== undefined;
  const at = { copies, footerStart } as const;
  if (cut) return { ...at, because: cut, oldFooter: hasEnd ? 'becomes-zeros' : 'is-free' };
  if (moves > 0) return { ...at, because: 'vhd.blocks-overlap', oldFooter: 'is-free' };
  if (wanted.has('vhd.trailing')) {
    return { ...at, because: 'vhd.trailing', footerStart: usedEnd, oldFooter: 'is-free' };
  }
  if (wanted.has('vhd.footer-missing')) return { ...at, because: 'vhd.footer-missing', oldFooter: 'is-free' };
  return undefined;
}

/** Gives each block that shares its place one of its own: first the copy, then the entry that leads to it. */
export async function* copiedBlocks(
  repair: RepairCase,
  { shared, table }: DynamicSurvey,
  end: EndPlan | undefined,
): AsyncGenerator<Patch> {
  if (!end) return;
  const because = 'vhd.blocks-overlap';
  const stride = strideOf(table);
  const room = Math.max(0, Math.floor((end.footerStart - end.copies) / stride));
  for (const [i, source] of shared.slice(0, room).entries()) {
    const target = end.copies + i * stride;
    for (let done = 0; done < stride; done += largestPatch) {
      const now = await contentOf(repair, source, { from: done, length: Math.min(largestPatch, stride - done) });
      const patch = await replaced(repair, because, { at: target + done, now, size: end.footerStart });
      if (Buffer.compare(patch.was, now) !== 0) yield patch;
    }
    const entry = new Uint8Array(4);
    viewOf(entry).setUint32(0, target / sectorSize);
    yield await replaced(repair, because, { at: table.entries.start + 4 * source.block, now: entry });
  }
}

/** What a copy takes: the data of each starts where disks with large sectors like it. */
function strideOf({ bitmapLength, blockSize }: BlockTable): Bytes {
  return roundUp(bitmapLength + blockSize, dataAlignment);
}

/** A piece of a block; behind what the disk needs of it, zeros. */
async function contentOf(
  { files, signal }: RepairCase,
  { start, length }: MisplacedBlock,
  piece: { readonly from: Bytes; readonly length: Bytes },
): Promise<Uint8Array> {
  const content = new Uint8Array(piece.length);
  const needed = Math.max(0, Math.min(piece.length, length - piece.from));
  await files.main.read(start + piece.from, content.subarray(0, needed), signal);
  return content;
}

/** Empties the entries of blocks that are not in the file; one patch for each run of them, so that no other is touched. */
export async function* clearedEntries(
  repair: RepairCase,
  { table, blocks, places }: DynamicSurvey,
): AsyncGenerator<Patch> {
  const isCleared = {
    misplaced: repair.wanted.has('vhd.block-misplaced'),
    outside: repair.wanted.has('vhd.block-outside'),
    'cut-off': false,
  };
  const because = firstWanted(repair, ['vhd.block-misplaced', 'vhd.block-outside']);
  if (!because || places.isHopeless) return;
  for await (const { first, entries } of entryRuns(table.entries, 0, blocks, repair.signal)) {
    const isBad = (i: number) => {
      const entry = entries[i] ?? unallocated;
      const { fault } = entry === unallocated ? {} : judgePlace(table, first + i, entry);
      return fault !== undefined && isCleared[fault];
    };
    for (let i = 0; i < entries.length; i += 1) {
      if (!isBad(i)) continue;
      const start = i;
      while (i < entries.length && isBad(i)) i += 1;
      // Ones stand for "not allocated".
      const now = new Uint8Array(4 * (i - start)).fill(0xff);
      yield await replaced(repair, because, { at: table.entries.start + 4 * (first + start), now });
    }
  }
}
