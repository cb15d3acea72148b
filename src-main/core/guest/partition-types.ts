// The types of partitions, as a table has them, in which each kind of file system is believed. Sources: the list of types in
// util-linux, and the Discoverable Partitions Specification.

/** Windows gives this to all that it reads, and Linux did so for years. */
const basicData = 'ebd0a0a2-b9e5-4433-87c0-68b6b72699c7';
const windowsRecovery = 'de94bba4-06d1-4d40-a16a-bfd50179d6ac';
const efiSystem = 'c12a7328-f81f-11d2-ba4b-00a0c93ec93b';
const extendedBoot = 'bc13c2ff-59e6-4262-a352-b275fd6f7172';

/** NTFS and exFAT; hidden, and recovery. */
export const windowsTypes: readonly string[] = ['07', '17', '27', basicData, windowsRecovery];

/** By its sizes, and hidden; NTFS's type too, which cards have; EFI. */
export const fatTypes: readonly string[] = [
  ...['01', '04', '06', '0b', '0c', '0e'],
  ...['11', '14', '16', '1b', '1c', '1e'],
  ...['07', 'ef'],
  ...[basicData, windowsRecovery, efiSystem, extendedBoot],
];

/** Linux, and what a Linux system is divided into on the machines that have disks like these. */
export const linuxTypes: readonly string[] = [
  '83',
  basicData,
  extendedBoot,
  // Any data; then /home, /srv, /var, /var/tmp.
  '0fc63daf-8483-4772-8e79-3d69d8477de4',
  '933ac7e1-2eb4-4f13-b844-0e14e2aef915',
  '3b8f8425-20e0-4f3b-907f-1a25a76f98e8',
  '4d21b016-b534-45c2-a9fb-5c16e091fd2d',
  '7ec6f557-3bc5-4aca-b293-16ef5df639d1',
  // The root of x86-64, x86, ARM of 64 and of 32 bits; then their /usr.
  '4f68bce3-e8cd-4db1-96e7-fbcaf984b709',
  '44479540-f297-41b2-9af7-d131d5f0458a',
  'b921b045-1df0-41c3-af44-4c6f280d3fae',
  '69dad710-2ce4-4e3c-b16c-21a1d49abed3',
  '8484680c-9521-48c6-9c11-b0720656f69e',
  '75250d76-8cc6-458e-bd66-bd47cc81a812',
  'b0e01050-ee5f-4390-949a-9101b17104e9',
  '7d0359a3-02b3-4f0a-865c-654403e70625',
];
