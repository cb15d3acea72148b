import { statfs } from 'node:fs/promises';

/** Magic numbers of linux/magic.h, and of file systems that are not in it. */
const local = new Set([
  0xef53, // ext2, ext3, ext4
  0x58465342, // XFS
  0x9123683e, // Btrfs
  0xf2f52010, // F2FS
  0xca451a4e, // bcachefs
  0x2fc12fc1, // ZFS
  0x01021994, // tmpfs
  0x4d44, // FAT
  0x2011bab0, // exFAT
  0x7366746e, // NTFS
]);
const windowsShares = new Set([0xff534d42, 0xfe534d42, 0x517b]);

/**
 * Where a file lies, as far as locks are concerned: on a `local` file system, whose answers about who has it open are the whole truth; on
 * a `windows-share`, where locks on bytes forbid to write them, even to whoever holds the lock; or `elsewhere`.
 */
export async function placeOf(path: string): Promise<'local' | 'windows-share' | 'elsewhere'> {
  const type = await statfs(path).then(
    // The kernel's number has 32 bits, which some systems give with a sign.
    (found) => found.type >>> 0,
    () => 0,
  );
  if (local.has(type)) return 'local';
  return windowsShares.has(type) ? 'windows-share' : 'elsewhere';
}
