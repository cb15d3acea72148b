import type { ImageFiles, RepairOptions } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { placeOf } from './check-header.ts';
import { firstNewSlot, highestCount, surveyMap, usefulEnd, type Survey } from './check-survey.ts';
import { freeEntry, type VdiHeader } from './layout.ts';
import { isSlot } from './map.ts';
import { changeEntries, type EntryChange } from './repair-entries.ts';
import { numberPatch, sizePatch } from './repair-patch.ts';
import { separateBlocks } from './repair-shared.ts';
import { slotSize, slotStart } from './slots.ts';

/**
 * Mends the map, the count and the end of the file. What comes later builds on what came before: nothing of it may be in the
 * file yet, so that size and entries are carried along as they will be.
 */
export async function* repairMap(files: ImageFiles, header: VdiHeader, how: RepairOptions): AsyncGenerator<Patch> {
  const { main, name } = files;
  const { codes } = how;
  const { signal } = how.watch;
  let fileSize = main.size;
  let count = header.blocksAllocated;

  if (codes.has('vdi.slot-partial')) {
    const now = await endOfCutSlot(files, header, signal);
    if (now > fileSize) yield sizePatch(name, 'vdi.slot-partial', { was: fileSize, now });
    fileSize = now;
  }

  let view: EntryChange = (entry) => entry;
  for (const because of ['vdi.slot-range', 'vdi.slot-missing'] as const) {
    if (!codes.has(because)) continue;
    const before = view;
    const isFaulty = faults[because](header, fileSize);
    const change: EntryChange = (entry) => (isSlot(entry) && isFaulty(entry) ? freeEntry : entry);
    yield* changeEntries(files, header, { because, before, change, signal });
    view = (entry, block) => change(before(entry, block), block);
  }

  let survey: Survey = await surveyMap(main, { header, fileSize, view, signal });
  if (codes.has('vdi.trailing-bytes')) {
    const now = usefulEnd(header, fileSize, survey);
    if (now < fileSize) yield sizePatch(name, 'vdi.trailing-bytes', { was: fileSize, now });
    fileSize = now;
  }

  const firstNew = firstNewSlot(header, fileSize, survey);
  const { shared } = survey;
  if (codes.has('vdi.slot-used-twice') && shared > 0 && firstNew !== undefined) {
    yield* separateBlocks(files, header, { fileSize, before: view, firstNew, shared, signal });
    fileSize = slotStart(header, firstNew + shared);
    count = Math.max(count, firstNew + shared);
    survey = { ...survey, highest: firstNew + shared - 1, shared: 0 };
  }

  const place = placeOf(name, header, 'blocksAllocated');
  const low = survey.highest + 1;
  const high = highestCount(header, fileSize, survey);
  if (codes.has('vdi.count-low') && count < low) yield numberPatch(place, 'vdi.count-low', { was: count, now: low });
  const because = (['vdi.count-impossible', 'vdi.count-high'] as const).find((code) => codes.has(code));
  if (because && count > high) yield numberPatch(place, because, { was: count, now: high });
}

/** Which slots the codes speak of. */
const faults = {
  'vdi.slot-range':
    ({ blocks }: VdiHeader) =>
    (slot: number) =>
      slot >= blocks,
  'vdi.slot-missing': (header: VdiHeader, fileSize: number) => (slot: number) =>
    slot < header.blocks && slotStart(header, slot) >= fileSize,
} as const;

/** Where the file ends when the slot that it holds in part is made whole; where it ends now if there is none. */
async function endOfCutSlot({ main }: ImageFiles, header: VdiHeader, signal: AbortSignal): Promise<number> {
  let end = main.size;
  await surveyMap(main, {
    header,
    fileSize: main.size,
    onFault({ kind, slot }) {
      if (kind === 'partial') end = Math.max(end, slotStart(header, slot) + slotSize(header));
    },
    signal,
  });
  return end;
}
