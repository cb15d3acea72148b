import type { Distrust } from '#shared/model/guest.ts';
import type { GuestDisk } from './guest.ts';
import { findMarks } from './recognise.ts';
import { hasGpt, readGpt } from './table/gpt.ts';
import { mbrTypes } from './table/layout.ts';
import { decodeMbr, mbrSector, readMbr } from './table/mbr.ts';
import type { PartitionTable } from './table/table.ts';

/** How a disk is divided. Where that is not certain, the table says why it is not trusted. */
export async function findTable(disk: GuestDisk, signal?: AbortSignal): Promise<PartitionTable> {
  const table = await readTable(disk, signal);
  const whole = { start: 0, length: disk.virtualSize };
  const { fileSystems, foreign } = await findMarks(disk, whole, signal);
  const [mark] = [...foreign, ...fileSystems];
  if (table && mark) return { ...table, distrust: table.distrust ?? ambiguous('a disk with partitions', mark.title) };
  if (table) return table;
  if (mark) return { scheme: 'none', entries: [{ number: 1, range: whole, type: '' }] };
  return { scheme: 'unknown', entries: [], distrust: { reason: 'unrecognised', facts: {} } };
}

async function readTable(disk: GuestDisk, signal?: AbortSignal): Promise<PartitionTable | undefined> {
  if (disk.virtualSize < mbrSector) return undefined;
  const sector = new Uint8Array(mbrSector);
  await disk.read(0, sector, signal);
  const entries = decodeMbr(sector, disk.virtualSize);
  if (!entries) return undefined;
  if (entries.some(({ type }) => type === mbrTypes.protective)) return readGpt(disk, signal);
  const table = await readMbr(disk, entries, signal);
  // A GPT that its MBR does not protect is a remnant, or the MBR was written by someone who did not know GPT.
  const distrust = (await hasGpt(disk, signal)) ? ambiguous('a disk with an MBR', 'one with a GPT') : undefined;
  return { ...table, distrust: table.distrust ?? distrust };
}

function ambiguous(first: string, second: string): Distrust {
  return { reason: 'ambiguous', facts: { first, second } };
}
