import { createHash } from 'node:crypto';
import { ownerPattern } from './owner.ts';

/** File systems take names of 255 bytes; those that count UTF-16 units instead take no less. */
const longestName = 255;
/** A name is cut between characters, of which UTF-8 has none above 4 bytes: shorter hidden names hold all of theirs. */
const shortestCut = longestName - 3;
const partEnding = '.platter-part';
const backupEnding = '.platter-old';
const lockEnding = '.platter-lock';
const growthEnding = '.platter-growth';

/** A mark is a token, or an owner and a token with a dot between them. */
const mark = new RegExp(String.raw`^(?:${ownerPattern}\.)?[\w-]{1,64}$`);
const hidden = new RegExp(String.raw`\.((?:(${ownerPattern})\.)?[\w-]{1,64})\.platter-(part|old)$`);

/**
 * The name of the temporary file for `name`: hidden, beside it, and recognisable by its mark, which is the token of a job or of
 * one output, behind the owner's mark where there is one. Fits into 255 bytes.
 */
export function partName(name: string, mark: string): string {
  return hiddenName(name, endingsOf(mark).part);
}

/** What the names of the temporaries with a mark end in, and those of the old files meanwhile. */
export function endingsOf(mark: string): { readonly part: string; readonly backup: string } {
  return { part: `.${checked(mark)}${partEnding}`, backup: `.${checked(mark)}${backupEnding}` };
}

/** The name that an old file has while a new one is taking its place. Fits into 255 bytes. */
export function backupName(name: string, mark: string): string {
  return hiddenName(name, endingsOf(mark).backup);
}

/** The name of the file that marks `name` as being changed in place, where the system keeps no locks. Fits into 255 bytes. */
export function lockName(name: string): string {
  return hiddenName(name, lockEnding);
}

/** The name of the file that remembers that the disk in `name` is growing. Fits into 255 bytes. */
export function growthName(name: string): string {
  return hiddenName(name, growthEnding);
}

/** True for the names that `partName` makes with this token, whoever the owner. */
export function isPartOf(token: string, name: string): boolean {
  return isHidden(name, endingsOf(token).part);
}

/** True for the names that `backupName` makes with this token, whoever the owner. */
export function isBackupOf(token: string, name: string): boolean {
  return isHidden(name, endingsOf(token).backup);
}

/** True for the names that `partName` makes with any mark. */
export function isPart(name: string): boolean {
  return isHidden(name, partEnding);
}

/** What a hidden name tells. */
export interface HiddenName {
  readonly kind: 'part' | 'backup';
  /** Absent in names of earlier versions. */
  readonly owner?: string;
  readonly mark: string;
}

/** What is told by a name that `partName` or `backupName` made; undefined for every other one. */
export function readHiddenName(name: string): HiddenName | undefined {
  const [, mark, owner, kind] = (name.startsWith('.') && hidden.exec(name)) || [];
  if (mark === undefined) return undefined;
  return { kind: kind === 'old' ? 'backup' : 'part', mark, ...(owner !== undefined && { owner }) };
}

/** The whole name in a hidden one with this mark; undefined for one that is so long that it may have been cut. */
export function wholeNameOf(hidden: string, mark: string): string | undefined {
  const { part, backup } = endingsOf(mark);
  const ending = hidden.endsWith(part) ? part : backup;
  return Buffer.byteLength(hidden) < shortestCut ? hidden.slice(1, -ending.length) : undefined;
}

function isHidden(name: string, tail: string): boolean {
  return name.startsWith('.') && name.endsWith(tail);
}

function checked(value: string): string {
  if (!mark.test(value)) throw new RangeError(`"${value}" cannot be a token`);
  return value;
}

function hiddenName(name: string, tail: string): string {
  const room = longestName - Buffer.byteLength(`.${tail}`);
  if (Buffer.byteLength(name) <= room) return `.${name}${tail}`;
  // Long names of one image often differ at their ends only, so a digest of the whole name takes the place of what is cut.
  const digest = createHash('sha256').update(name).digest('hex').slice(0, 16);
  return `.${startOf(name, room - digest.length - 1)}~${digest}${tail}`;
}

/** As many whole characters as fit into a number of UTF-8 bytes. */
function startOf(text: string, most: number): string {
  let length = 0;
  let start = '';
  for (const character of text) {
    length += Buffer.byteLength(character);
    if (length > most) break;
    start += character;
  }
  return start;
}
