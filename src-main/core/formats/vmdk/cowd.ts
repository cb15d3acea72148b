import { DiskError } from '#shared/errors.ts';
import { isPowerOfTwo } from '#shared/model/bytes.ts';
import type { OpenOptions } from '../../disk/format.ts';
import { bytes, reserved, text, u32, u8 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';
import type { Reader } from '../../io/reader.ts';
import { requireRead } from '../../io/rescue-file.ts';
import { headerRules } from './header-rules.ts';
import { blankHeader, sectorSize, type SparseHeader } from './layout.ts';
import type { SparseSource } from './read-header.ts';

/**
 * The header of a "COWD" extent: what ESX hosts write for snapshots (vmfsSparse), and for whole disks in early versions.
 * There is one directory, one copy of each table, and no descriptor inside.
 */
export const cowdHeader = struct('COWD header', 2048, 'little', {
  magic: u32,
  version: u32,
  flags: u32,
  /** Sectors of the disk. */
  capacity: u32,
  /** Sectors per grain; ESX writes 1. */
  grainSize: u32,
  directory: u32,
  directoryLength: u32,
  freeSector: u32,
  /** Cylinders, heads and sectors of a whole disk, or the name of the parent. */
  origin: bytes(1024),
  parentGeneration: u32,
  generation: u32,
  name: text(60),
  description: text(512),
  savedGeneration: u32,
  unused1: reserved(8),
  uncleanShutdown: u8,
  unused2: reserved(399),
});
export type CowdHeader = ValueOf<typeof cowdHeader>;

const tableLength = 4096;
const largestGrain = 65_536;
/** Set in whole disks, and by ESX in its snapshots as well, so that only its absence tells something. */
const rootFlag = 1;

/** A checked COWD header; `source` is what a hosted extent with the same content would have. */
export interface CowdFile {
  readonly header: CowdHeader;
  readonly source: SparseSource;
}

/**
 * Reads and checks the header of a COWD extent. Throws `vmdk.not-sparse`, `vmdk.unsupported-version` or `vmdk.bad-header`.
 * @param name the file, for messages
 */
export async function readCowd(reader: Reader, name: string, { limits, signal }: OpenOptions): Promise<CowdFile> {
  const content = new Uint8Array(cowdHeader.size);
  if (reader.size < content.length) throw new DiskError('vmdk.not-sparse', { name });
  await reader.read(0, content, signal);
  requireRead(reader, { start: 0, length: content.length }, name);
  const header = cowdHeader.decode(content);
  const require = headerRules(name);
  const { version, capacity, grainSize, directory, directoryLength } = header;
  if (version !== 1) throw new DiskError('vmdk.unsupported-version', { name, part: 'header', version });
  require(isPowerOfTwo(grainSize) &&
    grainSize <= largestGrain, 'grain size', grainSize, `a power of two up to ${largestGrain} sectors`);
  const mostSectors = Math.floor(limits.virtualSize / sectorSize);
  require(capacity > 0 && capacity <= mostSectors, 'capacity', capacity, `1 to ${mostSectors} sectors`);
  const tables = Math.ceil(capacity / (tableLength * grainSize));
  require(directoryLength >= tables, 'length of the grain directory', directoryLength, `at least ${tables} entries`);
  return { header, source: { header: asHosted(header), directory: directory === 0 ? null : directory } };
}

/**
 * True when the header says that the file holds only changes. ESX keeps the parent of a snapshot in the descriptor, so a
 * "no" proves nothing.
 */
export function isCowdChild({ flags, origin }: CowdHeader): boolean {
  if ((flags & rootFlag) === 0) return true;
  // A geometry is three numbers; a name of four letters would be a disk of more than 16 million cylinders.
  return origin[3] !== 0 || origin.subarray(12).some((byte) => byte !== 0);
}

function asHosted({ magic, version, capacity, grainSize, directory, uncleanShutdown }: CowdHeader): SparseHeader {
  return { ...blankHeader, magic, version, capacity, grainSize, tableLength, directory, uncleanShutdown };
}
