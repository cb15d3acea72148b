import type { Bytes } from '#shared/model/bytes.ts';
import type { Writer } from '../../io/reader.ts';
import { u16, u32, u64, u8 } from '../../layout/fields.ts';
import { viewOf } from '../../layout/struct.ts';
import { sign } from './checksum.ts';
import { newGeometry } from './encode.ts';
import type { FoundHeader } from './header.ts';
import { footer, header, type Header } from './layout.ts';

/** A footer that tells another size, and a geometry that fits it; everything else in it stays byte for byte. */
export function resizedFooter(stored: Uint8Array, diskSize: Bytes): Uint8Array {
  const changed = stored.slice();
  const view = viewOf(changed);
  const { cylinders, heads, sectorsPerTrack } = newGeometry(diskSize);
  u64.write(view, footer.offsetOf('currentSize'), diskSize, 'big');
  u16.write(view, footer.offsetOf('cylinders'), cylinders, 'big');
  u8.write(view, footer.offsetOf('heads'), heads, 'big');
  u8.write(view, footer.offsetOf('sectorsPerTrack'), sectorsPerTrack, 'big');
  return sign(changed, footer.offsetOf('checksum'));
}

/**
 * Lets the header name another table, or another number of entries. All that changes lies in its first sector and goes there
 * with one write, which a power cut leaves undone or done. Flushed before, so that the table is there, and after.
 */
export async function switchTable(
  file: Writer,
  { start }: Pick<FoundHeader, 'start'>,
  table: Pick<Header, 'tableStart' | 'tableEntries'>,
): Promise<void> {
  const stored = new Uint8Array(header.size);
  await file.read(start, stored);
  const view = viewOf(stored);
  u64.write(view, header.offsetOf('tableStart'), table.tableStart, 'big');
  u32.write(view, header.offsetOf('tableEntries'), table.tableEntries, 'big');
  sign(stored, header.offsetOf('checksum'));
  const from = header.offsetOf('tableStart');
  await file.flush();
  await file.write(start + from, stored.subarray(from, header.offsetOf('parentUuid')));
  await file.flush();
}
