import { bytes, characters, reserved, u16, u32, u64, u8 } from '../../layout/fields.ts';
import { struct } from '../../layout/struct.ts';

// Sources: the NTFS documentation of the Linux-NTFS project, and volumes made by Windows and by mkntfs.

export const bootSector = struct('NTFS boot sector', 72, 'little', {
  jump: bytes(3),
  name: characters(8),
  bytesPerSector: u16,
  /** Above 0x80: 2 to the power of 256 minus this. */
  sectorsPerCluster: u8,
  unused: reserved(26),
  totalSectors: u64,
  mftCluster: u64,
  mirrorCluster: u64,
  /** Signed; below 0: 2 to the power of minus this, in bytes. */
  clustersPerRecord: u8,
  alsoUnused: reserved(7),
});

/** The records of the master file table that hold the volume together. */
export const records = { mft: 0, mirror: 1, logFile: 2, volume: 3, root: 5, bitmap: 6 } as const;

const protectedFields = { signature: characters(4), fixupsAt: u16, fixups: u16 };

/** What records, index blocks and restart pages begin with: they are protected against torn writes alike. */
export const protectedHeader = struct('NTFS record', 8, 'little', protectedFields);

/** The last two bytes of each of these many are kept elsewhere, whatever the sector size. */
export const fixupStride = 512;

export const fileRecord = struct('NTFS file record', 40, 'little', {
  ...protectedFields,
  logSequence: reserved(8),
  sequence: u16,
  links: u16,
  attributesAt: u16,
  /** Bit 0: in use. */
  flags: u16,
  usedSize: u32,
  allocatedSize: u32,
  /** Not 0 in a record that goes on for another one. */
  baseRecord: bytes(8),
});

export const attributeTypes = {
  attributeList: 0x20,
  fileName: 0x30,
  volumeName: 0x60,
  volumeInformation: 0x70,
  data: 0x80,
  indexRoot: 0x90,
  indexAllocation: 0xa0,
  end: 0xffff_ffff,
} as const;

export const attributeHeader = struct('NTFS attribute', 16, 'little', {
  type: u32,
  length: u32,
  nonResident: u8,
  nameLength: u8,
  nameAt: u16,
  flags: u16,
  id: u16,
});

/** After the header of an attribute whose value is in the record. */
export const residentPart = struct('NTFS attribute', 8, 'little', { length: u32, valueAt: u16, indexed: u16 });

/** After the header of an attribute whose value has clusters. */
export const nonResidentPart = struct('NTFS attribute', 48, 'little', {
  firstVcn: u64,
  lastVcn: u64,
  runsAt: u16,
  compressionUnit: u16,
  unused: reserved(4),
  allocatedSize: u64,
  size: u64,
  /** What lies behind was never written and reads as zeros. */
  initializedSize: u64,
});

export const volumeInformation = struct('NTFS volume information', 12, 'little', {
  unused: reserved(8),
  majorVersion: u8,
  minorVersion: u8,
  flags: u16,
});

/** At byte 16 of an index root and at byte 24 of an index block. */
export const indexNode = struct('NTFS index', 16, 'little', {
  /** From the start of this structure, as all sizes here. */
  entriesAt: u32,
  usedSize: u32,
  allocatedSize: u32,
  flags: u32,
});

export const indexRoot = struct('NTFS index', 16, 'little', {
  indexedType: u32,
  collation: u32,
  blockSize: u32,
  clustersPerBlock: u8,
  unused: reserved(3),
});

export const indexBlockHeader = struct('NTFS index', 24, 'little', {
  ...protectedFields,
  logSequence: reserved(8),
  vcn: u64,
});

export const indexEntry = struct('NTFS index', 16, 'little', {
  /** The low 32 of the 48 bits of the record's number; more records than that have no volume of today. */
  record: u32,
  recordHigh: u16,
  sequence: u16,
  length: u16,
  keyLength: u16,
  /** Bit 0: the last 8 bytes lead to a block below; bit 1: the last of its node, without a key. */
  flags: u16,
  unused: reserved(2),
});

/** The key of a directory's index: a file name attribute. The characters follow. */
export const fileName = struct('NTFS file name', 66, 'little', {
  unused: reserved(64),
  length: u8,
  namespace: u8,
});

/** The number of the first cluster below, in the last bytes of an index entry. */
export const childPointer = struct('NTFS index', 8, 'little', { vcn: u64 });

/** The header of a restart page, of which $LogFile begins with two. */
export const restartPage = struct('NTFS restart page', 30, 'little', {
  ...protectedFields,
  checkedBy: reserved(8),
  systemPageSize: u32,
  logPageSize: u32,
  areaAt: u16,
  minorVersion: u16,
  majorVersion: u16,
});

export const restartArea = struct('NTFS restart area', 16, 'little', {
  sequence: bytes(8),
  clients: u16,
  freeList: u16,
  /** 0xffff: nobody uses the log. */
  inUseList: u16,
  /** Bit 1: the volume was dismounted cleanly. */
  flags: u16,
});

/** Where the shadow copies of a volume are anchored, 0x1e00 bytes from its start. */
export const shadowCopies = struct('shadow copy header', 56, 'little', {
  identifier: bytes(16),
  version: u32,
  kind: u32,
  unused: reserved(24),
  /** 0 when there are none. */
  catalog: u64,
});
