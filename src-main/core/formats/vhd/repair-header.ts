import { endOf } from '#shared/model/bytes.ts';
import { largestPatch, type Patch } from '../../disk/patch.ts';
import { viewOf } from '../../layout/struct.ts';
import { withoutBlocks } from './batmap.ts';
import { sign } from './checksum.ts';
import { header, parentLocator } from './layout.ts';
import { firstWanted, replaced, type RepairCase } from './repair-plan.ts';
import type { DynamicSurvey } from './survey-dynamic.ts';

/** Puts the header right; what it tells of places stays. */
export async function* repairHeader(
  repair: RepairCase,
  { found, blocks, locators }: DynamicSurvey,
): AsyncGenerator<Patch> {
  const { wanted } = repair;
  const because = firstWanted(repair, ['vhd.header-checksum', 'vhd.table-extra', 'vhd.locator-damaged']);
  if (!because) return;
  const patch = await replaced(repair, because, { at: found.start, now: new Uint8Array(header.size) });
  const now = patch.was.slice();
  if (wanted.has('vhd.table-extra')) viewOf(now).setUint32(header.offsetOf('tableEntries'), blocks);
  if (wanted.has('vhd.locator-damaged')) {
    for (const { index } of locators.damaged) {
      const start = header.offsetOf('parentLocators') + index * parentLocator.size;
      now.fill(0, start, start + parentLocator.size);
    }
  }
  yield { ...patch, now: sign(now, header.offsetOf('checksum')) };
}

/**
 * Corrects the batmap. Between map and record a crash would leave a checksum that is wrong, and a batmap that nobody
 * believes; where both lie together, as XenServer puts them, they are written as one.
 */
export async function* repairBatmap(repair: RepairCase, { batmap, staleBlocks }: DynamicSurvey): AsyncGenerator<Patch> {
  const because = 'vhd.batmap-stale';
  if (!batmap || !repair.wanted.has(because)) return;
  const { stored, map } = withoutBlocks(batmap, staleBlocks);
  const recordEnd = endOf({ start: batmap.start, length: stored.length });
  if (batmap.mapStart === recordEnd && stored.length + map.length <= largestPatch) {
    const now = new Uint8Array([...stored, ...map]);
    yield await replaced(repair, because, { at: batmap.start, now });
    return;
  }
  for (let at = 0; at < map.length; at += largestPatch) {
    const patch = await replaced(repair, because, { at: batmap.mapStart + at, now: map.slice(at, at + largestPatch) });
    if (Buffer.compare(patch.was, patch.now) !== 0) yield patch;
  }
  yield await replaced(repair, because, { at: batmap.start, now: stored });
}
