import { KiB, MiB, type Bytes } from '#shared/model/bytes.ts';
import { guid, reserved, text, u32, u64 } from '../../layout/fields.ts';
import { struct, type ValueOf } from '../../layout/struct.ts';

// Sources: VDICore.h of VirtualBox for the structures, block/vdi.c of QEMU for what it insists on.

/** The bytes 7F 10 DA BE. The banner before it differs by creator and means nothing. */
export const signature = 0xbeda107f;

/** Major version in the high half, minor in the low one. 1.1 with a longer header is known as 1.1+. */
export const version11 = 0x0001_0001;
/** Written before the first public release; read, never written. */
export const version02 = 0x0000_0002;

export const imageTypes = { dynamic: 1, fixed: 2, undo: 3, differencing: 4 } as const;

/** The one flag that VirtualBox knows, "zero-expand", says how its blocks were filled; it refuses all others. */
export const knownFlags = 1;

/** Map entries from here up are no slot numbers. */
export const firstReservedEntry = 0xffff_fffe;
/** The block was never written: it reads as its parent has it, else as zeros. */
export const freeEntry = 0xffff_ffff;
/** The block reads as zeros, even if a parent has data there. */
export const zeroEntry = 0xffff_fffe;

/** Where the header starts, and where its size field starts counting. */
export const headerStart: Bytes = 72;

/** A block size outside these is no image that any tool wrote. */
export const blockSizeBounds = { minimum: 4 * KiB, maximum: 256 * MiB } as const;

export const preHeader = struct('VDI pre-header', 72, 'little', {
  banner: text(64),
  signature: u32,
  version: u32,
});

const diskFields = {
  /** Of BIOS times; 0 in all images of today. */
  cylinders: u32,
  heads: u32,
  sectors: u32,
  sectorSize: u32,
};

/** Version 1.1: `headerSize` is 384, or 400 when `lchs` follows. */
export const header = struct('VDI header', 384, 'little', {
  headerSize: u32,
  imageType: u32,
  flags: u32,
  comment: text(256),
  mapStart: u32,
  dataStart: u32,
  ...diskFields,
  unused: reserved(4),
  diskSize: u64,
  blockSize: u32,
  /** Bytes in front of the data of each slot. */
  blockExtra: u32,
  blocks: u32,
  /** A hint only: readers find out themselves. */
  blocksAllocated: u32,
  uuid: guid,
  modificationUuid: guid,
  parentUuid: guid,
  parentModificationUuid: guid,
});

/**
 * The fields of a version 1.1 header that change when the image is written to. They lie side by side in the first sector, so one
 * small write changes them and leaves whatever else a product keeps there.
 */
export const livingFields = struct('VDI header fields that change', 36, 'little', {
  blocksAllocated: u32,
  uuid: guid,
  modificationUuid: guid,
});

/** The logical geometry of version 1.1+, after the header. */
export const lchs = struct('VDI logical geometry', 16, 'little', diskFields);

/** Version 0.2: no header size, no places, no block extra; the map follows at once and the data follows the map. */
export const header02 = struct('VDI header of version 0.2', 348, 'little', {
  imageType: u32,
  flags: u32,
  comment: text(256),
  ...diskFields,
  diskSize: u64,
  blockSize: u32,
  blocks: u32,
  blocksAllocated: u32,
  uuid: guid,
  modificationUuid: guid,
  parentUuid: guid,
});

type Header = ValueOf<typeof header>;

/** What both header versions tell, once it has been found consistent. */
export interface VdiHeader extends Pick<
  Header,
  | 'headerSize'
  | 'imageType'
  | 'flags'
  | 'comment'
  | 'mapStart'
  | 'dataStart'
  | 'sectorSize'
  | 'diskSize'
  | 'blockSize'
  | 'blockExtra'
  | 'blocks'
  | 'blocksAllocated'
  | 'uuid'
  | 'modificationUuid'
  | 'parentUuid'
> {
  readonly banner: string;
  /** Unknown to version 0.2. */
  readonly parentModificationUuid: string | undefined;
  readonly version: '0.2' | '1.1' | '1.1+';
  readonly geometry: ValueOf<typeof lchs> | undefined;
}
