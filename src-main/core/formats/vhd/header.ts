import { DiskError } from '#shared/errors.ts';
import { isPowerOfTwo, type Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles, OpenOptions } from '../../disk/format.ts';
import { isIntact } from './checksum.ts';
import { blockSizeBounds, header, headerCookie, sectorSize, type Header } from './layout.ts';

/** A dynamic header whose fields make sense, and whether its checksum does. */
export interface FoundHeader {
  readonly header: Header;
  readonly start: Bytes;
  readonly isIntact: boolean;
}

/**
 * Reads the dynamic header from where the footer says it is. Throws `vhd.no-header`, `vhd.header-checksum`, `vhd.version`,
 * `vhd.block-size`, `vhd.table-place` and `vhd.table-truncated`.
 */
export async function readHeader(
  { main, name }: ImageFiles,
  start: Bytes | null,
  { tolerance, signal }: OpenOptions,
): Promise<FoundHeader> {
  if (start === null || start + header.size > main.size) {
    throw new DiskError('vhd.no-header', { name, start: start ?? 'none' });
  }
  const stored = new Uint8Array(header.size);
  await main.read(start, stored, signal);
  const decoded = header.decode(stored);
  if (decoded.cookie !== headerCookie) throw new DiskError('vhd.no-header', { name, start });
  const intact = isIntact(stored, header.offsetOf('checksum'));
  if (!intact && tolerance === 'strict') throw new DiskError('vhd.header-checksum', { name });
  judgeHeader(decoded, name, main.size);
  return { header: decoded, start, isIntact: intact };
}

function judgeHeader({ version, blockSize, tableStart, tableEntries }: Header, name: string, fileSize: Bytes): void {
  refuseVersion(name, 'dynamic header', version);
  const { minimum, maximum } = blockSizeBounds;
  if (!isPowerOfTwo(blockSize) || blockSize < minimum || blockSize > maximum) {
    throw new DiskError('vhd.block-size', { name, size: blockSize, minimum, maximum });
  }
  if (tableStart % sectorSize !== 0) throw new DiskError('vhd.table-place', { name, start: tableStart });
  const end = tableStart + 4 * tableEntries;
  if (end > fileSize) throw new DiskError('vhd.table-truncated', { name, end, size: fileSize });
}

/** Throws `vhd.version` unless the major version is 1. */
export function refuseVersion(name: string, structure: string, version: number): void {
  const major = version >>> 16;
  if (major !== 1) throw new DiskError('vhd.version', { name, structure, version: `${major}.${version & 0xffff}` });
}
