import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { Distrust, GuestContents, GuestPartition } from '#shared/model/guest.ts';
import { believing, isDistrust } from './distrusted.ts';
import { findTable } from './find-table.ts';
import { reasonOfType } from './foreign.ts';
import type { GuestDisk } from './guest.ts';
import { measure } from './measure.ts';
import { recognise, type Recognised } from './recognise.ts';
import type { TableEntry } from './table/table.ts';

/**
 * What is inside a disk, read only: its partitions, their file systems, and how much of each is free. A volume whose map cannot
 * be believed says why, and counts as used. Damage in the guest is never an error; failures of the disk itself and aborts are.
 */
export async function inspectGuest(disk: GuestDisk, signal?: AbortSignal): Promise<GuestContents> {
  const { scheme, entries, distrust } = await findTable(disk, signal);
  const partitions: GuestPartition[] = [];
  for (const entry of entries) partitions.push(await inspectPartition(disk, entry, distrust, signal));
  return { scheme, partitions: unlessHibernated(partitions), distrust };
}

/** A hibernated system goes on with all volumes that it had in use, of which only the one it started from tells. */
function unlessHibernated(partitions: readonly GuestPartition[]): readonly GuestPartition[] {
  const hibernated = partitions.find(({ distrust }) => distrust?.reason === 'hibernated')?.distrust;
  if (!hibernated) return partitions;
  return partitions.map((partition) =>
    partition.distrust ? partition : { ...partition, space: undefined, distrust: hibernated },
  );
}

async function inspectPartition(
  disk: GuestDisk,
  entry: TableEntry,
  ofTable: Distrust | undefined,
  signal?: AbortSignal,
): Promise<GuestPartition> {
  const { range, type } = entry;
  if (endOf(range) > disk.virtualSize || range.length <= 0 || range.start < 0) {
    return { ...entry, distrust: { reason: 'outside-disk', facts: { end: endOf(range), size: disk.virtualSize } } };
  }
  const reason = reasonOfType(type);
  if (reason) return { ...entry, distrust: ofTable ?? { reason, facts: {} } };
  const recognised = await believing(() => recognise(disk, entry, signal));
  if (isDistrust(recognised)) return { ...entry, distrust: ofTable ?? recognised };
  const { fileSystem } = recognised;
  if (ofTable) return { ...entry, fileSystem, distrust: ofTable };
  const found = await believing(() => trust(recognised, range, signal));
  return isDistrust(found) ? { ...entry, fileSystem, distrust: found } : { ...entry, ...found };
}

async function trust(recognised: Recognised, range: ByteRange, signal?: AbortSignal) {
  const volume = await recognised.open(signal);
  const { fileSystem, label } = volume;
  return { fileSystem, label, space: await measure(volume, range.length, signal) };
}
