import { DiskError } from '#shared/errors.ts';
import { KiB, roundDown, type Bytes } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { viewOf } from '../../layout/struct.ts';
import type { Reader } from '../../io/reader.ts';
import { requireRead } from '../../io/rescue-file.ts';
import { checkHeader } from './check-header.ts';
import { magic, marker, markerType, sectorSize, sparseHeader, type SparseHeader } from './layout.ts';

/** A footer stands 1024 bytes before the end; some transports add zeros behind it. */
const searchedAtEnd: Bytes = 64 * KiB;

/** A checked header; `directory` is the sector where the grain directory lies, or null when nothing tells. */
export interface SparseSource {
  readonly header: SparseHeader;
  readonly directory: number | null;
}

/** How to open, and the first sector where it was read already. */
type HeaderOptions = OpenOptions & { readonly head?: Uint8Array };

/**
 * Reads and checks the header of a sparse extent, and its footer when the tables lie at the end.
 * Throws what `checkHeader` throws, `vmdk.not-sparse`, and `vmdk.footer-missing` or `vmdk.footer-differs`.
 * @param name the file, for messages
 */
export async function readHeader(reader: Reader, name: string, how: HeaderOptions): Promise<SparseSource> {
  const { header } = await readFirstSector(reader, name, how);
  if (header.directory === null) return { header, directory: await directoryFromFooter(reader, header, name, how) };
  // A zero here is damage, but the second copy holds the same.
  return { header, directory: header.directory || header.redundantDirectory || null };
}

/** Reads and checks the header alone. Throws what `checkHeader` throws, and `vmdk.not-sparse`. */
export async function readFirstSector(
  reader: Reader,
  name: string,
  { limits, signal, head }: HeaderOptions,
): Promise<{ readonly header: SparseHeader; readonly bytes: Uint8Array }> {
  if (reader.size < sparseHeader.size) throw new DiskError('vmdk.not-sparse', { name });
  const bytes = head ?? new Uint8Array(sparseHeader.size);
  if (!head) await reader.read(0, bytes, signal);
  requireRead(reader, { start: 0, length: bytes.length }, name);
  if (viewOf(bytes).getUint32(0, true) !== magic.sparse) throw new DiskError('vmdk.not-sparse', { name });
  const header = sparseHeader.decode(bytes);
  checkHeader(header, { name, fileSize: reader.size, limits });
  return { header, bytes };
}

async function directoryFromFooter(
  reader: Reader,
  header: SparseHeader,
  name: string,
  { tolerance, signal }: OpenOptions,
): Promise<number | null> {
  const found = await findFooter(reader, signal);
  if (!found) {
    if (tolerance === 'rescue') return null;
    throw new DiskError('vmdk.footer-missing', { name });
  }
  const { footer } = found;
  if (footerAgrees(footer, header) && footer.directory) return footer.directory;
  if (tolerance === 'rescue') return null;
  throw new DiskError('vmdk.footer-differs', { name });
}

/** True when a footer describes the same extent as the header does. */
export function footerAgrees(footer: SparseHeader, header: SparseHeader): boolean {
  return (
    footer.capacity === header.capacity &&
    footer.grainSize === header.grainSize &&
    footer.tableLength === header.tableLength &&
    footer.flags === header.flags &&
    footer.compression === header.compression
  );
}

/** A footer and the byte where it begins. */
export interface FoundFooter {
  readonly footer: SparseHeader;
  readonly at: Bytes;
}

/** The last sector near the end that holds a header and stands behind a footer's marker. */
export async function findFooter(reader: Reader, signal?: AbortSignal): Promise<FoundFooter | undefined> {
  const end = roundDown(reader.size, sectorSize);
  const start = Math.max(sectorSize, end - searchedAtEnd);
  const tail = new Uint8Array(Math.max(0, end - start));
  await reader.read(start, tail, signal);
  const view = viewOf(tail);
  for (let at = tail.length - sectorSize; at >= sectorSize; at -= sectorSize) {
    if (view.getUint32(at, true) !== magic.sparse) continue;
    // Read by hand, since the sector before may be anything, even a marker with a number too large for decode.
    const before = at - sectorSize;
    const size = view.getUint32(before + marker.offsetOf('size'), true);
    const type = view.getUint32(before + marker.offsetOf('type'), true);
    if (size === 0 && type === markerType.footer) {
      return { footer: sparseHeader.decode(tail.subarray(at)), at: start + at };
    }
  }
  return undefined;
}
