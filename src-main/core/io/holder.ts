import { readdir, readFile, readlink, stat } from 'node:fs/promises';
import path from 'node:path';
import type { FileIdentity } from './reader.ts';

/** A program that has a file open. */
export interface Holder {
  /** Its name, as the system shows it. */
  readonly program: string;
  readonly pid: number;
}

/**
 * Who has a file open so that it can write to it, or else has a lock on it; undefined when nobody is found. Only Linux tells, and
 * only of a person's own processes. `besides` is our own opening, which does not count. Looks at every process: to be asked when it
 * is known that there is somebody.
 */
export async function findHolder(file: FileIdentity, besides?: number): Promise<Holder | undefined> {
  let locker: number | undefined;
  for (const pid of await processes()) {
    for (const fd of await namesIn(`/proc/${String(pid)}/fd`)) {
      if (pid === process.pid && Number(fd) === besides) continue;
      if (!(await isSame(`/proc/${String(pid)}/fd/${fd}`, file))) continue;
      const facts = await textOf(`/proc/${String(pid)}/fdinfo/${fd}`);
      if (canWrite(facts)) return { program: await nameOf(pid), pid };
      if (/^lock:/m.test(facts)) locker ??= pid;
    }
  }
  return locker === undefined ? undefined : { program: await nameOf(locker), pid: locker };
}

async function processes(): Promise<readonly number[]> {
  return (await namesIn('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
}

/** Processes come and go, and those of others are closed: what cannot be seen is not there. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch(() => []);
}

async function textOf(file: string): Promise<string> {
  return readFile(file, 'utf8').catch(() => '');
}

async function isSame(open: string, { device, inode }: FileIdentity): Promise<boolean> {
  const found = await stat(open, { bigint: true }).catch(() => undefined);
  return found?.dev === device && found.ino === inode;
}

/** By the access mode, the last two bits of the octal flags: 1 is writing only, 2 is both. */
function canWrite(facts: string): boolean {
  const [, flags = '0'] = /^flags:\s*([0-7]+)$/m.exec(facts) ?? [];
  return Number.parseInt(flags, 8) % 4 !== 0;
}

/** The name of a process; that of its file where the first is only what Node calls the thread. */
async function nameOf(pid: number): Promise<string> {
  const name = (await textOf(`/proc/${String(pid)}/comm`)).trim();
  if (name !== '' && !name.endsWith('MainThread')) return name;
  return path.basename(await readlink(`/proc/${String(pid)}/exe`).catch(() => '')) || name;
}
