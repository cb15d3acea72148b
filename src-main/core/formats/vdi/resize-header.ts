import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { guid, u32, u64 } from '../../layout/fields.ts';
import { viewOf } from '../../layout/struct.ts';
import { header as header11, headerStart, lchs, type VdiHeader } from './layout.ts';

/** What changes in a header when its disk is resized. */
type Resized = Pick<
  VdiHeader,
  'diskSize' | 'mapStart' | 'dataStart' | 'blocks' | 'blocksAllocated' | 'modificationUuid'
>;

/** The most cylinders that the old geometry and the logical one can have: what ATA and the BIOS can address. */
const mostCylinders = { old: 16_383, logical: 1024 } as const;

/**
 * Switches to another size and layout: one write inside the first sector, which a power cut leaves undone or done. Everything
 * else in the header stays byte for byte. Flushed before, so that what it speaks of is there, and after.
 */
export async function writeResized(file: Writer, header: VdiHeader, now: Resized): Promise<void> {
  const stored = new Uint8Array(headerStart + header11.size + (header.geometry ? lchs.size : 0));
  await file.read(0, stored);
  const view = viewOf(stored.subarray(headerStart));
  for (const field of ['mapStart', 'dataStart', 'blocks', 'blocksAllocated'] as const) {
    u32.write(view, header11.offsetOf(field), now[field], 'little');
  }
  u64.write(view, header11.offsetOf('diskSize'), now.diskSize, 'little');
  guid.write(view, header11.offsetOf('modificationUuid'), now.modificationUuid, 'little');
  changeCylinders(view, { start: header11.offsetOf('cylinders'), most: mostCylinders.old }, now.diskSize);
  if (header.geometry) changeCylinders(view, { start: header11.size, most: mostCylinders.logical }, now.diskSize);
  await file.flush();
  await file.write(0, stored);
  await file.flush();
}

/**
 * Heads and sectors stay, since a guest may have used them to write places on its disk; the cylinders follow the size. A
 * geometry that was never set stays unset, which leaves the choice to the BIOS.
 */
function changeCylinders(view: DataView, { start, most }: { start: Bytes; most: number }, diskSize: Bytes): void {
  const read = (field: 'cylinders' | 'heads' | 'sectors') => u32.read(view, start + lchs.offsetOf(field), 'little');
  const ofCylinder = 512 * read('heads') * read('sectors');
  if (read('cylinders') === 0 || ofCylinder === 0) return;
  const cylinders = Math.min(most, Math.max(1, Math.floor(diskSize / ofCylinder)));
  u32.write(view, start + lchs.offsetOf('cylinders'), cylinders, 'little');
}
