import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findOlderNode } from './older-node.ts';

/** The project's folder. */
export const projectFolder = path.resolve(import.meta.dirname, '../..');

/** Real images made by other tools; they lie beside the project and are never part of it. */
export const corpusFolder = path.resolve(projectFolder, '../shared/corpus');

const checks = {
  'qemu-img': () => runs('qemu-img', '--version'),
  'qemu-io': () => runs('qemu-io', '--version'),
  vmdkinfo: () => isInstalled('vmdkinfo'),
  vhdiinfo: () => isInstalled('vhdiinfo'),
  xz: () => runs('xz', '--version'),
  chromium: () => existsSync(chromiumPath),
  corpus: () => existsSync(path.join(corpusFolder, 'MANIFEST.tsv')),
  'older-node': () => findOlderNode() !== undefined,
  // What makes file systems and partition tables to look into.
  'mkfs.ext4': () => isInstalled('mkfs.ext4'),
  'mkfs.fat': () => isInstalled('mkfs.fat'),
  'mkfs.exfat': () => isInstalled('mkfs.exfat'),
  'mkfs.ntfs': () => isInstalled('mkfs.ntfs'),
  mcopy: () => isInstalled('mcopy'),
  sfdisk: () => isInstalled('sfdisk'),
  sgdisk: () => isInstalled('sgdisk'),
  mounting: canMount,
} as const;

export type Need = keyof typeof checks;

/** Where Debian and Ubuntu put Chromium. */
export const chromiumPath = process.env['PLATTER_CHROMIUM'] ?? '/usr/bin/chromium';

/**
 * True when something a test needs is missing; for `describe.skipIf(missing('qemu-img'))`. What is missing is written to the
 * file that `npm test` reads to say at the end what was skipped and how to install it.
 */
export function missing(...needs: readonly Need[]): boolean {
  const absent = needs.filter((need) => !checks[need]());
  const list = process.env['PLATTER_SKIPPED'];
  if (list !== undefined) for (const need of absent) appendFileSync(list, `${need}\n`);
  return absent.length > 0;
}

/** The search path with the folders of system tools, which ordinary users of Debian do not have in theirs. */
export const toolPath = [process.env['PATH'], '/usr/local/sbin', '/usr/sbin', '/sbin'].join(path.delimiter);

function isInstalled(command: string): boolean {
  return toolPath.split(path.delimiter).some((folder) => existsSync(path.join(folder, command)));
}

/** True for a user who may mount files: one with CAP_SYS_ADMIN, bit 21, where there are loop devices and FUSE. */
function canMount(): boolean {
  if (!existsSync('/dev/loop-control') || !existsSync('/dev/fuse')) return false;
  const capabilities = /^CapEff:\s*([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
  return ((BigInt(`0x${capabilities}`) >> 21n) & 1n) === 1n;
}

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
