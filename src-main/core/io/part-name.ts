import { createHash } from 'node:crypto';

/** File systems take names of 255 bytes; those that count UTF-16 units instead take no less. */
const longestName = 255;
const partEnding = '.platter-part';
const backupEnding = '.platter-old';

/** The name of the temporary file for `name`: hidden, beside it, and recognisable by its token. Fits into 255 bytes. */
export function partName(name: string, token: string): string {
  return hiddenName(name, endingsOf(token).part);
}

/** What the names of the temporaries with a token end in, and those of the old files meanwhile. */
export function endingsOf(token: string): { readonly part: string; readonly backup: string } {
  return { part: `.${checked(token)}${partEnding}`, backup: `.${checked(token)}${backupEnding}` };
}

/** The second name that an old file keeps while a new one is taking its place. Fits into 255 bytes. */
export function backupName(name: string, token: string): string {
  return hiddenName(name, endingsOf(token).backup);
}

/** True for the names that `partName` makes with this token. */
export function isPartOf(token: string, name: string): boolean {
  return isHidden(name, endingsOf(token).part);
}

/** True for the names that `backupName` makes with this token. */
export function isBackupOf(token: string, name: string): boolean {
  return isHidden(name, endingsOf(token).backup);
}

/** True for the names that `partName` makes with any token. */
export function isPart(name: string): boolean {
  return isHidden(name, partEnding);
}

function isHidden(name: string, tail: string): boolean {
  return name.startsWith('.') && name.endsWith(tail);
}

function checked(token: string): string {
  if (!/^[\w-]{1,64}$/.test(token)) throw new RangeError(`"${token}" cannot be a token`);
  return token;
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
