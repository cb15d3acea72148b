import { endOf, type Bytes } from '#shared/model/bytes.ts';
import type { Distrust } from '#shared/model/guest.ts';
import { nilUuid } from '../../layout/fields.ts';
import { asDistrust, Distrusted } from '../distrusted.ts';
import type { GuestDisk } from '../guest.ts';
import { readGptCopy, type GptCopy } from './gpt-copy.ts';
import { gptEntry, gptHeader } from './layout.ts';
import { findOverlap, inDiskOrder, type PartitionTable, type TableEntry } from './table.ts';

const sectorSizes: readonly Bytes[] = [512, 4096];

/** Reads a GPT. One that is not whole in both copies is listed, and distrusted. */
export async function readGpt(disk: GuestDisk, signal?: AbortSignal): Promise<PartitionTable> {
  for (const sectorSize of sectorSizes) {
    const first = await readGptCopy(disk, sectorSize, 1, signal);
    if (first) return tableOf(first, await readGptCopy(disk, sectorSize, first.header.otherSector, signal));
  }
  for (const sectorSize of sectorSizes) {
    const last = await readGptCopy(disk, sectorSize, Math.floor(disk.virtualSize / sectorSize) - 1, signal);
    if (last) return tableOf(last, undefined);
  }
  const distrust: Distrust = { reason: 'table-damaged', facts: { structure: gptHeader.title } };
  return { scheme: 'gpt', entries: [], distrust };
}

/** True when a disk has the first copy of a GPT. */
export async function hasGpt(disk: GuestDisk, signal?: AbortSignal): Promise<boolean> {
  for (const sectorSize of sectorSizes) if (await readGptCopy(disk, sectorSize, 1, signal)) return true;
  return false;
}

function tableOf(copy: GptCopy, other: GptCopy | undefined): PartitionTable {
  try {
    const entries = inDiskOrder(entriesOf(copy));
    return { scheme: 'gpt', entries, distrust: distrustOf(entries, copy, other) };
  } catch (thrown) {
    return { scheme: 'gpt', entries: [], distrust: asDistrust(thrown) };
  }
}

function entriesOf({ header, entries, sectorSize }: GptCopy): TableEntry[] {
  const found: TableEntry[] = [];
  for (let i = 0; i < header.entryCount; i += 1) {
    const stored = entries.subarray(i * header.entrySize, (i + 1) * header.entrySize);
    const entry = gptEntry.decode(stored);
    if (entry.type === nilUuid) continue;
    const range = { start: entry.first * sectorSize, length: (entry.last - entry.first + 1) * sectorSize };
    if (!Number.isSafeInteger(endOf(range))) throw new Distrusted('table-damaged', { structure: gptEntry.title });
    found.push({ number: i + 1, range, type: entry.type, name: nameOf(entry.name) });
  }
  return found;
}

function distrustOf(entries: readonly TableEntry[], copy: GptCopy, other: GptCopy | undefined): Distrust | undefined {
  if (!other) return { reason: 'table-one-copy', facts: {} };
  if (Buffer.compare(copy.entries, other.entries) !== 0) {
    return { reason: 'copies-differ', facts: { structure: 'partition table' } };
  }
  const { firstUsable, lastUsable } = copy.header;
  const isOutside = entries.some(
    ({ range }) =>
      range.length <= 0 ||
      range.start < firstUsable * copy.sectorSize ||
      range.start + range.length > (lastUsable + 1) * copy.sectorSize,
  );
  if (isOutside) return { reason: 'table-damaged', facts: { structure: gptEntry.title } };
  const at = findOverlap([
    { start: 0, length: copy.sectorSize },
    ...[...copy.places, ...other.places, ...entries.map(({ range }) => range)],
  ]);
  return at === undefined ? undefined : { reason: 'overlap', facts: { at } };
}

function nameOf(stored: Uint8Array): string | undefined {
  const [name = ''] = new TextDecoder('utf-16le', { ignoreBOM: true }).decode(stored).split('\0');
  return name === '' ? undefined : name;
}
