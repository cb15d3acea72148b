import { createHash, randomBytes } from 'node:crypto';
import os from 'node:os';

/**
 * Whose a file of the history is: `<computer>-<process>-<random>`. A file that another process has taken over names that one
 * first, `<owner>+<random of the first owner>`.
 */
export interface OwnedName {
  readonly computer: string;
  readonly process: number;
  readonly mark: string;
}

const pattern = /^([0-9a-f]{8})-(\d{1,10})-([0-9a-f]{8})(?:\+[0-9a-f]{8})?\.json$/;
const day = 24 * 60 * 60 * 1000;
/** How far the clock may be off between the start of the computer and the first thing written, in milliseconds. */
const clockError = 60_000;

/** Owners in this very process: a server that is started twice in it, as tests do. */
const here = new Set<string>();

export function createOwner(): OwnedName {
  const computer = createHash('sha256').update(os.hostname()).digest('hex').slice(0, 8);
  const owner = { computer, process: process.pid, mark: randomBytes(4).toString('hex') };
  here.add(owner.mark);
  return owner;
}

/** Lets others in this process take its files over. */
export function retireOwner({ mark }: OwnedName): void {
  here.delete(mark);
}

export function fileNameOf({ computer, process: id, mark }: OwnedName, takenFrom?: OwnedName): string {
  return `${computer}-${id}-${mark}${takenFrom ? `+${takenFrom.mark}` : ''}.json`;
}

/** The owner of a file by its name; undefined for a file that is no history. */
export function ownerOf(name: string): (OwnedName & { readonly origin: string }) | undefined {
  const [, computer, id, mark] = pattern.exec(name) ?? [];
  if (computer === undefined || id === undefined || mark === undefined) return undefined;
  const origin = /\+(\w+)/.exec(name)?.[1] ?? mark;
  return { computer, process: Number(id), mark, origin };
}

/**
 * True when the process of an owner has ended for certain, so that nothing of its jobs runs any more. When in doubt, false: a
 * history that is shown at a later start is better than temporaries removed under a job that runs. So a process of another
 * computer, which shares this folder over a network, counts as ended only when it wrote nothing for a day.
 * `writtenAt` is when the file was last changed, in Unix milliseconds.
 */
export function hasEnded({ computer, process: id, mark }: OwnedName, writtenAt: number, self: OwnedName): boolean {
  if (here.has(mark)) return false;
  if (computer !== self.computer) return writtenAt < Date.now() - day;
  // A number is given again: after a restart, and in a container nearly always the same one.
  if (id === self.process || writtenAt < Date.now() - os.uptime() * 1000 - clockError) return true;
  try {
    process.kill(id, 0);
    return false;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
