import { createHash } from 'node:crypto';
import { readFile, readlink } from 'node:fs/promises';
import os from 'node:os';

/** How owners look in names: `<computer>-<process>-<start>`. */
export const ownerPattern = String.raw`[0-9a-f]{8}-\d{1,10}-[0-9a-f]{8}`;

/** Where the system does not tell when a process began. */
const unknownStart = '00000000';

let own: Promise<string> | undefined;

/** Names this process, on this computer, for the names of its temporaries. */
export function ownMark(): Promise<string> {
  own ??= Promise.all([computerMark(), lookAt(process.pid)]).then(
    ([computer, { start }]) => `${computer}-${String(process.pid)}-${start}`,
  );
  return own;
}

/**
 * True when the process that an owner names has ended for certain. When in doubt, false: a temporary that stays is better than
 * one that is removed under its writer. So nothing is said of other computers, nor of containers with processes of their own.
 */
export async function isGone(owner: string): Promise<boolean> {
  const [, id = '', start = unknownStart] = owner.split('-');
  if (!(await isOfThisComputer(owner))) return false;
  const found = await lookAt(Number(id));
  if (!found.isAlive) return true;
  // The number was given again, to another program or after a restart of the computer.
  return start !== unknownStart && found.start !== unknownStart && found.start !== start;
}

/** Whether an owner's processes can be seen from here. */
export async function isOfThisComputer(owner: string): Promise<boolean> {
  return owner.startsWith(`${await computerMark()}-`);
}

/**
 * This computer's name and, on Linux, its own number and the space of process numbers that this process lives in: many are
 * called localhost, and a folder on the network may be shared by several of them.
 */
async function computerMark(): Promise<string> {
  const machine = await readFile('/etc/machine-id', 'utf8').catch(() => '');
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return digestOf(`${os.hostname()} ${machine.trim()} ${space}`);
}

interface Found {
  readonly isAlive: boolean;
  readonly start: string;
}

/** What the system says of a process. Only Linux tells its start without another program. */
async function lookAt(id: number): Promise<Found> {
  if (!exists(id)) return { isAlive: false, start: unknownStart };
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${String(id)}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // The name of the program, in brackets, may hold anything. State is the next field, the start the twentieth from there.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state = ''] = fields;
    // One that has ended, and whose parent has not asked for its result yet, holds no file any more.
    return { isAlive: !['Z', 'X'].includes(state), start: digestOf(`${boot.trim()} ${fields[19] ?? ''}`) };
  } catch {
    return { isAlive: exists(id), start: unknownStart };
  }
}

function exists(id: number): boolean {
  try {
    process.kill(id, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, unknownStart.length);
}
