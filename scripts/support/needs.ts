import { readFile } from 'node:fs/promises';

/** The Debian and Ubuntu packages of what tests may need; the names are those of test/support/need.ts. */
const packages: Readonly<Record<string, string>> = {
  'qemu-img': 'qemu-utils',
  'qemu-io': 'qemu-utils',
  vmdkinfo: 'libvmdk-utils',
  vhdiinfo: 'libvhdi-utils',
  xz: 'xz-utils',
  chromium: 'chromium',
  'mkfs.ext4': 'e2fsprogs',
  'mkfs.fat': 'dosfstools',
  'mkfs.exfat': 'exfatprogs',
  'mkfs.ntfs': 'ntfs-3g',
  mcopy: 'mtools',
  sfdisk: 'fdisk',
  sgdisk: 'gdisk',
};

/** What no package brings: tests with it are a bonus, also in CI. */
const bonuses: Readonly<Record<string, string>> = {
  corpus: 'the real images made by other tools, which are not part of the project',
  mounting: 'the right to mount files, to have the system itself fill file systems',
  'older-node': 'an older Node, to run the built command line with',
};

export interface Skipped {
  /** Needs that a package brings. */
  readonly installable: readonly string[];
  /** The one command that brings them. */
  readonly command: string;
  /** What else was missing, in words. */
  readonly bonuses: readonly string[];
}

/** Reads what the tests noted as missing, one name a line, with repetitions. */
export async function readSkipped(file: string): Promise<Skipped> {
  const needs = new Set((await readFile(file, 'utf8')).split('\n').filter((line) => line !== ''));
  const installable = [...needs].filter((need) => Object.hasOwn(packages, need)).sort();
  const wanted = [...new Set(installable.map((need) => packages[need]))].join(' ');
  return {
    installable,
    command: `sudo apt-get install -y ${wanted}`,
    bonuses: [...needs].filter((need) => !Object.hasOwn(packages, need)).map((need) => bonuses[need] ?? need),
  };
}
