import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { DistrustReason } from '#shared/model/guest.ts';
import { hasText } from './boot-signature.ts';
import type { GuestDisk } from './guest.ts';

/** Something that is known by a mark, and whose free space is not read. */
export interface Foreign {
  readonly reason: DistrustReason;
  readonly title: string;
}

interface Mark extends Foreign {
  readonly at: readonly Bytes[];
  readonly text: string;
}

/** The kinds of ZFS's anchor: one each KiB of the second 128 KiB. */
const zfsAnchors = Array.from({ length: 128 }, (_, i) => (128 + i) * 1024);

/** Where versions of UFS keep their first superblock, and their mark in it. */
const ufsMarks = [0, 8192, 65_536, 262_144].map((superblock) => superblock + 1372);

// Sources: what libblkid of util-linux looks for, and where; the documentation of each file system for its magic.
const marks: readonly Mark[] = [
  { reason: 'encrypted', title: 'BitLocker', at: [3], text: '-FVE-FS-' },
  // BitLocker To Go hides behind a small FAT that shows a reader program; only this identifier tells.
  {
    reason: 'encrypted',
    title: 'BitLocker',
    at: [424],
    text: '\x3b\xd6\x67\x49\x29\x2e\xd8\x4a\x83\x99\xf6\xa3\x39\xe3\xd0\x01',
  },
  { reason: 'encrypted', title: 'LUKS', at: [0], text: 'LUKS\xba\xbe' },
  { reason: 'unsupported-file-system', title: 'XFS', at: [0], text: 'XFSB' },
  { reason: 'unsupported-file-system', title: 'Btrfs', at: [0x1_0040], text: '_BHRfS_M' },
  { reason: 'unsupported-file-system', title: 'APFS', at: [32], text: 'NXSB' },
  { reason: 'unsupported-file-system', title: 'ReFS', at: [3], text: 'ReFS\0' },
  { reason: 'unsupported-file-system', title: 'F2FS', at: [1024], text: '\x10\x20\xf5\xf2' },
  { reason: 'unsupported-file-system', title: 'ZFS', at: zfsAnchors, text: '\x0c\xb1\xba\x00' },
  {
    reason: 'unsupported-file-system',
    title: 'bcache',
    at: [4096 + 24],
    text: '\xc6\x85\x73\xf6\x4e\x1a\x45\xca\x82\x65\xf5\x7f\x48\xba\x6d\x81',
  },
  {
    reason: 'unsupported-file-system',
    title: 'bcachefs',
    at: [4096 + 24],
    text: '\xc6\x85\x73\xf6\x66\xce\x90\xa9\xd9\x6a\x60\xcf\x80\x3d\xf7\xef',
  },
  // Big-endian, signature and version: two characters alone could be the number of inodes of an ext file system.
  { reason: 'unsupported-file-system', title: 'HFS+', at: [1024], text: 'H+\0\x04' },
  { reason: 'unsupported-file-system', title: 'HFS+', at: [1024], text: 'HX\0\x05' },
  // UFS is written in the byte order of its machine.
  { reason: 'unsupported-file-system', title: 'UFS', at: ufsMarks, text: '\x54\x19\x01\x00' },
  { reason: 'unsupported-file-system', title: 'UFS', at: ufsMarks, text: '\x00\x01\x19\x54' },
  { reason: 'unsupported-file-system', title: 'UFS', at: ufsMarks, text: '\x19\x01\x54\x19' },
  { reason: 'unsupported-file-system', title: 'UFS', at: ufsMarks, text: '\x19\x54\x01\x19' },
  { reason: 'unsupported-file-system', title: 'JFS', at: [32_768], text: 'JFS1' },
  { reason: 'unsupported-file-system', title: 'ReiserFS', at: [8192 + 52, 65_536 + 52, 8192 + 20], text: 'ReIsEr' },
  { reason: 'unsupported-file-system', title: 'Reiser4', at: [65_536], text: 'ReIsEr4' },
  // Revision 2.0 before the mark, which has two bytes only.
  { reason: 'unsupported-file-system', title: 'NILFS2', at: [1024], text: '\x02\0\0\0\0\0\x34\x34' },
  { reason: 'unsupported-file-system', title: 'OCFS2', at: [1024, 2048, 4096, 8192], text: 'OCFSV2' },
  { reason: 'unsupported-file-system', title: 'GFS2', at: [65_536], text: '\x01\x16\x19\x70' },
  { reason: 'unsupported-file-system', title: 'VMFS', at: [1_048_576], text: '\x0d\xd0\x01\xc0' },
  { reason: 'unsupported-file-system', title: 'VMFS', at: [2_097_152], text: '\x5e\xf1\xab\x2f' },
  // By the size of a memory page: 4, 8, 16 and 64 KiB.
  { reason: 'swap', title: 'swap space', at: [4086, 8182, 16_374, 65_526], text: 'SWAPSPACE2' },
  { reason: 'lvm', title: 'a Linux volume group', at: [0, 512, 1024, 1536], text: 'LABELONE' },
  { reason: 'raid', title: 'a RAID member', at: [0, 4096], text: '\xfc\x4e\x2b\xa9' },
];

/** How many of the first bytes of a volume are read at once; the marks that lie behind them are few. */
export const headSize: Bytes = 256 * 1024;

/** What a volume is known by, besides the file systems that are read. @param head its first `headSize` bytes, or all of a smaller one */
export async function foreignMarks(
  disk: GuestDisk,
  { start, length }: ByteRange,
  head: Uint8Array,
  signal?: AbortSignal,
): Promise<Foreign[]> {
  const found: Foreign[] = [];
  for (const mark of marks) {
    if (mark.at.some((place) => hasText(head, place, mark.text))) found.push(mark);
    else if (await liesBehind(mark)) found.push(mark);
  }
  return found;

  async function liesBehind({ at, text }: Mark): Promise<boolean> {
    for (const place of at) {
      if (place < headSize || place + text.length > length) continue;
      const stored = new Uint8Array(text.length);
      await disk.read(start + place, stored, signal);
      if (hasText(stored, 0, text)) return true;
    }
    return false;
  }
}

/** The types of partitions whose content is not asked: what they are for is what matters. */
const typesLeftAlone: Readonly<Record<string, DistrustReason>> = {
  '42': 'dynamic-disk',
  '82': 'swap',
  '8e': 'lvm',
  fd: 'raid',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'swap',
  'e6d6d379-f507-44c2-a23c-238f2a3df928': 'lvm',
  'a19d880f-05fc-4d3b-a006-743f0f84911e': 'raid',
  '5808c8aa-7e8f-42e0-85d2-e1e90434cfb3': 'dynamic-disk',
  'af9b60a0-1431-4f62-bc68-3311714a69ad': 'dynamic-disk',
  'e75caf8f-f680-4cee-afa3-b001e56efc2d': 'storage-pool',
};

/** Why a partition of a type is left alone; undefined for types that its content may overrule. */
export function reasonOfType(type: string): DistrustReason | undefined {
  return Object.hasOwn(typesLeftAlone, type) ? typesLeftAlone[type] : undefined;
}

interface EndMark {
  /** Where it lies when a volume has this length; below 0 when that is too short. */
  readonly at: (length: Bytes) => Bytes;
  readonly text: string;
}

/** A place that counts from the end, in whole sectors. */
const beforeEnd = (distance: Bytes) => (length: Bytes) => length - (length % 512) - distance;

/** Marks of members of a RAID whose description lies at their end: their starts look like the file system of the whole array. */
const endMarks: readonly EndMark[] = [
  // Linux RAID 0.90; and 1.0, 8 KiB from the end at a multiple of 4 KiB.
  { at: (length) => length - (length % 65_536) - 65_536, text: '\xfc\x4e\x2b\xa9' },
  { at: (length) => Math.floor((length - 8192) / 4096) * 4096, text: '\xfc\x4e\x2b\xa9' },
  // Intel Matrix Storage, in the last sector but one, of 512 bytes or of 4 KiB.
  { at: beforeEnd(1024), text: 'Intel Raid ISM Cfg Sig. ' },
  { at: beforeEnd(8192), text: 'Intel Raid ISM Cfg Sig. ' },
  // The Common RAID Disk Data Format of SNIA, in the last sector, in either byte order.
  { at: beforeEnd(512), text: '\xde\x11\xde\x11' },
  { at: beforeEnd(512), text: '\x11\xde\x11\xde' },
];

/** True when a range ends like a member of a RAID. */
export async function endsLikeRaid(
  disk: GuestDisk,
  { start, length }: ByteRange,
  signal?: AbortSignal,
): Promise<boolean> {
  for (const { at, text } of endMarks) {
    const place = at(length);
    if (place < 0) continue;
    const stored = new Uint8Array(text.length);
    await disk.read(start + place, stored, signal);
    if (hasText(stored, 0, text)) return true;
  }
  return false;
}
