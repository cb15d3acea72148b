import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync } from 'node:fs';
import path from 'node:path';
import { olderNode } from './older-node.ts';

/** The project's folder. */
export const projectFolder = path.resolve(import.meta.dirname, '../..');

/** Real images made by other tools; they lie beside the project and are never part of it. */
export const corpusFolder = path.resolve(projectFolder, '../shared/corpus');

const checks = {
  'qemu-img': () => runs('qemu-img', '--version'),
  'qemu-io': () => runs('qemu-io', '--version'),
  xz: () => runs('xz', '--version'),
  chromium: () => existsSync(chromiumPath),
  corpus: () => existsSync(path.join(corpusFolder, 'MANIFEST.tsv')),
  'older-node': () => olderNode !== undefined,
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

function runs(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
