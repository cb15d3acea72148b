import { randomBytes } from 'node:crypto';
import { isGone, isOfThisComputer, ownerPattern, ownMark } from '../../io/owner.ts';

/**
 * Whose a file of the history is: `<owner>-<random>`. A file that another process has taken over names that one first,
 * `<owner>-<random>+<random of the first owner>`.
 */
export interface OwnedName {
  /** As the owners of temporaries are named: computer, process, and when that began. */
  readonly process: string;
  readonly mark: string;
}

/** Earlier versions did not tell when the process began. */
const shortOwner = String.raw`[0-9a-f]{8}-\d{1,10}`;
const pattern = new RegExp(String.raw`^(${ownerPattern}|${shortOwner})-([0-9a-f]{8})(?:\+[0-9a-f]{8})?\.json$`);
const day = 24 * 60 * 60 * 1000;

/** Owners in this very process: a server that is started twice in it, as tests do. */
const here = new Set<string>();

export async function createOwner(): Promise<OwnedName> {
  const owner = { process: await ownMark(), mark: randomBytes(4).toString('hex') };
  here.add(owner.mark);
  return owner;
}

/** Lets others in this process take its files over. */
export function retireOwner({ mark }: OwnedName): void {
  here.delete(mark);
}

export function fileNameOf({ process, mark }: OwnedName, takenFrom?: OwnedName): string {
  return `${process}-${mark}${takenFrom ? `+${takenFrom.mark}` : ''}.json`;
}

/** The owner of a file by its name; undefined for a file that is no history. */
export function ownerOf(name: string): (OwnedName & { readonly origin: string }) | undefined {
  const [, process, mark] = pattern.exec(name) ?? [];
  if (process === undefined || mark === undefined) return undefined;
  const origin = /\+(\w+)/.exec(name)?.[1] ?? mark;
  return { process, mark, origin };
}

/**
 * True when the process of an owner has ended for certain, so that nothing of its jobs runs any more. When in doubt, false: a
 * history that is shown at a later start is better than temporaries removed under a job that runs. So a process of another
 * computer, which shares this folder over a network, counts as ended only when it wrote nothing for a day.
 * `writtenAt` is when the file was last changed, in Unix milliseconds.
 */
export async function hasEnded({ process, mark }: OwnedName, writtenAt: number, self: OwnedName): Promise<boolean> {
  if (here.has(mark)) return false;
  if (process === self.process || (await isGone(process))) return true;
  return !(await isOfThisComputer(process)) && writtenAt < Date.now() - day;
}
