import type { Distrust, DistrustReason, FileSystemId } from '../model/guest.ts';
import { fill } from './fill.ts';

/** Why the space of a volume is not touched: what is true, and what would change it. Facts as in shared/text/errors. */
const distrustSentences: Readonly<Record<DistrustReason, string>> = {
  unrecognised: 'Nothing here is known to Platter, so all of it counts as used.',
  ambiguous: 'This looks like {first} and like {second}. Which of them is in use cannot be told.',
  'unsupported-file-system': 'This is {title}, whose free space Platter does not read.',
  'unsupported-feature': 'The file system uses {feature}, with which Platter does not read its free space.',
  encrypted: 'The volume is encrypted with {title}: what is free in it cannot be seen from outside.',
  swap: 'This is swap space. It may hold the memory of a hibernated system.',
  lvm: 'This belongs to a Linux volume group, whose volumes may span several disks.',
  raid: 'This belongs to a RAID array, whose volumes span several disks.',
  'dynamic-disk': 'This belongs to a Windows dynamic disk, whose volumes may span several disks.',
  'storage-pool': 'This belongs to a Windows storage pool, whose volumes span several disks.',

  dirty: 'The volume was not closed cleanly. Start the guest, let it check the disk, and shut it down.',
  'has-errors': 'The volume notes that it has errors. Let the guest check and repair it.',
  'journal-replay':
    'The journal of the volume holds changes that are not in place yet. Start the guest and shut it down cleanly.',
  orphans: 'The volume still has to remove files that were deleted while open. Let the guest mount it once.',
  hibernated:
    'Windows is hibernated, or was shut down with fast startup, and goes on with what it remembers of this volume. Restart it, then shut it down with the Shift key held.',
  'shadow-copies':
    'The volume may have shadow copies (restore points), which keep their content in space that looks free. Delete them in Windows to use that space.',

  damaged: 'The {structure} is damaged or contradicts itself. Let the guest check the volume.',
  'bad-geometry': 'The {structure} states {value} as {field}, which cannot be.',
  'bad-checksum': 'The checksum of the {structure} is wrong. Let the guest check the volume.',
  'copies-differ': 'The copies of the {structure} differ. Let the guest check the volume.',
  'free-count':
    'The map has {counted} free clusters, but the volume states {recorded}. Let the guest check the volume.',
  'metadata-free': 'The map marks parts of the {structure} as free, so it cannot be right. Let the guest check it.',
  'outside-volume': 'The {structure} is said to lie at byte {start} of the volume, outside of it.',
  'larger-than-partition': 'The file system has {size:bytes}, but its partition only {limit:bytes}.',
  'outside-disk': 'The partition ends at byte {end}, but the disk at byte {size}.',
  overlap: 'Partitions, or a partition and the table, overlap at byte {at}. None of the disk is safe to touch.',
  'table-damaged': 'The {structure} is damaged, so it is not certain where partitions lie.',
  'table-one-copy':
    'Only one copy of the partition table is whole. Repair the table in the guest, so that both copies agree.',
};

/** A distrust in words. A reason of a newer version shows its own key. */
export function distrustInWords({ reason, facts }: Distrust): string {
  const sentences: Readonly<Record<string, string | undefined>> = distrustSentences;
  return fill(sentences[reason] ?? reason, facts);
}

const fileSystems: Readonly<Record<FileSystemId, string>> = {
  fat12: 'FAT12',
  fat16: 'FAT16',
  fat32: 'FAT32',
  exfat: 'exFAT',
  ntfs: 'NTFS',
  ext2: 'ext2',
  ext3: 'ext3',
  ext4: 'ext4',
};

/** What people call a file system. */
export function fileSystemInWords(fileSystem: FileSystemId): string {
  return fileSystems[fileSystem];
}

/** MBR types by their two digits, GPT types by their GUID: those that people meet. */
const partitionTypes: Readonly<Record<string, string>> = {
  '01': 'FAT12',
  '04': 'FAT16',
  '06': 'FAT16',
  '0e': 'FAT16 (LBA)',
  '0b': 'FAT32',
  '0c': 'FAT32 (LBA)',
  '07': 'NTFS or exFAT',
  '27': 'Windows recovery',
  '42': 'Windows dynamic disk',
  '82': 'Linux swap',
  '83': 'Linux',
  '8e': 'Linux LVM',
  a5: 'FreeBSD',
  af: 'HFS+',
  ef: 'EFI system',
  fd: 'Linux RAID',
  'c12a7328-f81f-11d2-ba4b-00a0c93ec93b': 'EFI system',
  '21686148-6449-6e6f-744e-656564454649': 'BIOS boot',
  'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7': 'Microsoft basic data',
  'e3c9e316-0b5c-4db8-817d-f92df00215ae': 'Microsoft reserved',
  'de94bba4-06d1-4d40-a16a-bfd50179d6ac': 'Windows recovery',
  '5808c8aa-7e8f-42e0-85d2-e1e90434cfb3': 'Windows dynamic disk (metadata)',
  'af9b60a0-1431-4f62-bc68-3311714a69ad': 'Windows dynamic disk',
  'e75caf8f-f680-4cee-afa3-b001e56efc2d': 'Windows storage pool',
  '0fc63daf-8483-4772-8e79-3d69d8477de4': 'Linux',
  '4f68bce3-e8cd-4db1-96e7-fbcaf984b709': 'Linux root (x86-64)',
  'bc13c2ff-59e6-4262-a352-b275fd6f7172': 'Linux extended boot',
  '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f': 'Linux swap',
  'e6d6d379-f507-44c2-a23c-238f2a3df928': 'Linux LVM',
  'a19d880f-05fc-4d3b-a006-743f0f84911e': 'Linux RAID',
  'ca7d7ccb-63ed-4c53-861c-1742536059cc': 'Linux encrypted (LUKS)',
};

/** The type of a partition in words; an unknown one shows as it is stored. */
export function partitionTypeInWords(type: string): string {
  return Object.hasOwn(partitionTypes, type) ? (partitionTypes[type] ?? type) : type;
}
