import { DiskError } from '#shared/errors.ts';
import { isPowerOfTwo, type Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import { headerRules } from './header-rules.ts';
import { compression, flag, newlineTest, sectorSize, type SparseHeader } from './layout.ts';

/** Larger grains and tables exist in no program; the bounds keep what one entry may cost small. */
const most = { grainSectors: 65_536, tableLength: 65_536, descriptorSectors: 20_480 } as const;

const knownFlags = flag.newlineTest | flag.redundantTables | flag.zeroedGrains | flag.compressed | flag.markers;

/** The low half of the flags is informative; a bit in the high half changes how the file must be read. */
const decisiveFlags = 0xffff_0000;

export interface HeaderContext {
  /** The file, for messages. */
  readonly name: string;
  readonly fileSize: Bytes;
  readonly limits: Limits;
}

/**
 * Refuses a header whose values cannot be trusted or are not understood; afterwards all of them are safe to compute with,
 * but for the places of the directories, which are checked when they are read.
 * Throws `vmdk.newline-damage`, `vmdk.unsupported-version`, `vmdk.unknown-flags`, `vmdk.compression`
 * or `vmdk.bad-header`.
 */
export function checkHeader(header: SparseHeader, { name, fileSize, limits }: HeaderContext): void {
  const require = headerRules(name);
  // First of all: after a transfer in text mode nothing else can be right either.
  if (has(header, flag.newlineTest) && !passesNewlineTest(header)) throw new DiskError('vmdk.newline-damage', { name });
  if (header.version < 1 || header.version > 3) {
    throw new DiskError('vmdk.unsupported-version', { name, part: 'header', version: header.version });
  }
  checkFlags(header, name);

  const { grainSize, tableLength, capacity, descriptorOffset, descriptorSize } = header;
  require(isPowerOfTwo(grainSize) &&
    grainSize <= most.grainSectors, 'grain size', grainSize, `a power of two up to ${most.grainSectors} sectors`);
  require(isPowerOfTwo(tableLength) &&
    tableLength <= most.tableLength, 'length of grain tables', tableLength, `a power of two up to ${most.tableLength}`);
  const mostSectors = Math.floor(limits.virtualSize / sectorSize);
  require(capacity > 0 && capacity <= mostSectors, 'capacity', capacity, `1 to ${mostSectors} sectors`);
  require(descriptorSize <=
    most.descriptorSectors, 'size of the descriptor', descriptorSize, `at most ${most.descriptorSectors} sectors`);
  const fileSectors = Math.ceil(fileSize / sectorSize);
  require(descriptorOffset + descriptorSize <= fileSectors, 'end of the descriptor', descriptorOffset +
    descriptorSize, `at most ${fileSectors} sectors, the size of the file`);
}

/** True when a flag is set. */
export function has(header: SparseHeader, bit: number): boolean {
  return (header.flags & bit) !== 0;
}

/** False after a transfer in text mode. Says something only with `flag.newlineTest`. */
export function passesNewlineTest(header: SparseHeader): boolean {
  return (
    header.newlineSingle === newlineTest.single &&
    header.newlineOther === newlineTest.other &&
    header.newlineDouble1 === newlineTest.double1 &&
    header.newlineDouble2 === newlineTest.double2
  );
}

function checkFlags(header: SparseHeader, name: string): void {
  const flags = `0x${header.flags.toString(16)}`;
  const compressed = has(header, flag.compressed);
  if ((header.flags & decisiveFlags & ~knownFlags) !== 0) throw new DiskError('vmdk.unknown-flags', { name, flags });
  if (!compressed && has(header, flag.markers)) {
    const allowed = 'markers go with compressed grains only';
    throw new DiskError('vmdk.bad-header', { name, field: 'flags', value: flags, allowed });
  }
  if (header.compression !== (compressed ? compression.deflate : compression.none)) {
    throw new DiskError('vmdk.compression', { name, algorithm: header.compression });
  }
}
