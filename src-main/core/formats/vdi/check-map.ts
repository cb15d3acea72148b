import type { Bytes } from '#shared/model/bytes.ts';
import type { FilePlace } from '#shared/model/finding.ts';
import type { BlockCount, CheckOptions, ImageFiles } from '../../disk/format.ts';
import { entryRuns } from '../../layout/entry-table.ts';
import { placeOf } from './check-header.ts';
import { firstNewSlot, highestCount, surveyMap, usefulEnd, type EntryFault, type Survey } from './check-survey.ts';
import { mapTable } from './layer.ts';
import { imageTypes, type VdiHeader } from './layout.ts';
import { neededEnd, slotsIn, slotSize, slotStart } from './slots.ts';

/** As many as are kept of one kind of finding: nobody needs the partner of any other block that shares its slot. */
const mostPartners = 1000;

/** Finds what is wrong with the map and the slots of an image whose header has no faults. */
export async function checkMap(
  files: ImageFiles,
  header: VdiHeader,
  { findings, watch }: CheckOptions,
): Promise<BlockCount> {
  const { main, name } = files;
  const fileSize = main.size;
  const shared: EntryFault[] = [];
  const survey = await surveyMap(main, {
    header,
    fileSize,
    signal: watch.signal,
    onFault(fault) {
      if (fault.kind === 'shared') {
        if (shared.length < mostPartners) shared.push(fault);
      } else addFault(fault);
    },
    onProgress(entries) {
      watch.report({ phase: 'check', done: 4 * entries, total: 4 * header.blocks, unit: 'bytes' });
    },
  });
  await addShared();
  addCount(survey);
  addSpace(survey);
  return { total: header.blocks, allocated: survey.allocated };

  function addFault({ kind, block, slot }: EntryFault): void {
    const where = entryPlace(name, header, block);
    if (kind === 'out-of-range') findings.add('vdi.slot-range', { name, block, slot, slots: header.blocks }, where);
    if (kind === 'missing') findings.add('vdi.slot-missing', { name, block, slot }, where);
    if (kind === 'partial') {
      const start = slotStart(header, slot);
      const end = neededEnd(header, block, slot);
      const lost = { file: name, start, length: end - start };
      findings.add('vdi.slot-partial', { name, block, end, size: fileSize }, lost);
    }
  }

  async function addShared(): Promise<void> {
    if (survey.shared === 0) return;
    const room = firstNewSlot(header, fileSize, survey) !== undefined;
    const code = room ? 'vdi.slot-used-twice' : 'vdi.slot-used-twice-no-room';
    const owners = await firstOwners(files, header, new Set(shared.map(({ slot }) => slot)), watch.signal);
    for (const { block, slot } of shared) {
      const start = slotStart(header, slot);
      findings.add(
        code,
        { name, block, slot, other: owners.get(slot) ?? 0 },
        { file: name, start, length: slotSize(header) },
      );
    }
    for (let more = shared.length; more < survey.shared; more += 1) findings.add(code, { name });
  }

  function addCount(found: Survey): void {
    const { blocksAllocated: count } = header;
    const { highest } = found;
    const expected = highestCount(header, fileSize, found);
    const where = placeOf(name, header, 'blocksAllocated');
    // VirtualBox opens no image with such a count; what lies below is only room that nobody uses.
    const high = count > header.blocks ? 'vdi.count-impossible' : 'vdi.count-high';
    if (count <= highest) findings.add('vdi.count-low', { name, count, slot: highest }, where);
    if (count > expected) findings.add(high, { name, count, expected, blocks: header.blocks }, where);
  }

  function addSpace(found: Survey): void {
    const unused = Math.min(header.blocks, slotsIn(header, fileSize).whole) - found.usedWhole;
    if (unused > 0) findings.add('vdi.slot-unused', { name, slots: unused, bytes: unused * slotSize(header) });
    const end = usefulEnd(header, fileSize, found);
    const bytes = fileSize - end;
    if (bytes > 0) findings.add('vdi.trailing-bytes', { name, bytes }, { file: name, start: end, length: bytes });
    if (header.imageType === imageTypes.fixed && found.free > 0) {
      findings.add('vdi.static-hole', { name, blocks: found.free });
    }
  }
}

/** The first block that names each of the slots. A second walk, so that the first need not remember a block for every slot. */
async function firstOwners(
  { main }: ImageFiles,
  header: VdiHeader,
  slots: ReadonlySet<number>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, number>> {
  const owners = new Map<number, number>();
  for await (const { first, entries } of entryRuns(mapTable(header, main), 0, header.blocks, signal)) {
    for (const [i, slot] of entries.entries()) {
      if (slots.has(slot) && !owners.has(slot)) owners.set(slot, first + i);
    }
  }
  return owners;
}

function entryPlace(file: string, { mapStart }: VdiHeader, block: number): FilePlace {
  const entrySize: Bytes = 4;
  return { file, start: mapStart + entrySize * block, length: entrySize };
}
