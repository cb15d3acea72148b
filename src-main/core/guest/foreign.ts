import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import type { DistrustReason } from '#shared/model/guest.ts';
import { viewOf } from '../layout/struct.ts';
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
  // By the size of a memory page: 4, 8, 16 and 64 KiB.
  { reason: 'swap', title: 'swap space', at: [4086, 8182, 16_374, 65_526], text: 'SWAPSPACE2' },
  { reason: 'lvm', title: 'a Linux volume group', at: [0, 512, 1024, 1536], text: 'LABELONE' },
  { reason: 'raid', title: 'a RAID member', at: [0, 4096], text: '\xfc\x4e\x2b\xa9' },
];

/** What the first bytes of a volume are known by, besides the file systems that are read. */
export function foreignMarks(head: Uint8Array): Foreign[] {
  return marks.filter(({ at, text }) => at.some((place) => hasText(head, place, text)));
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

const raidMagic = 0xa92b_4efc;

/**
 * True when a range ends like a member of a Linux RAID whose description lies at its end, in version 0.90 or 1.0. Its start
 * then looks like the file system of the whole array.
 */
export async function endsLikeRaid(
  disk: GuestDisk,
  { start, length }: ByteRange,
  signal?: AbortSignal,
): Promise<boolean> {
  const places = [
    length - (length % 65_536) - 65_536,
    // 8 KiB from the end, at a multiple of 4 KiB.
    Math.floor((length - 8192) / 4096) * 4096,
  ];
  for (const place of places) {
    if (place < 0) continue;
    const stored = new Uint8Array(4);
    await disk.read(start + place, stored, signal);
    if (viewOf(stored).getUint32(0, true) === raidMagic) return true;
  }
  return false;
}
