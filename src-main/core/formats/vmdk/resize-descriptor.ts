import type { Bytes } from '#shared/model/bytes.ts';
import { valueOf, type Descriptor } from './descriptor.ts';
import { splitNames } from './extent-file-names.ts';
import { looksLikeExtent } from './extent-line.ts';
import { adapterTypes, geometryOf } from './geometry.ts';
import { refuseUnwritableName } from './write-descriptor.ts';

// Texts are taken byte by byte here (Latin-1), so that a change of one line leaves the bytes of all others alone, whatever
// their encoding is.

/** The text of a descriptor with the geometry that goes with a size, where it tells one. It is a courtesy to old guests. */
export function withGeometry(text: string, descriptor: Descriptor, virtualSize: Bytes): string {
  const adapter = valueOf(descriptor, 'ddb.adapterType')?.toLowerCase();
  const known = adapterTypes.find((type) => type.toLowerCase() === adapter) ?? 'lsilogic';
  const geometry = geometryOf(virtualSize, known);
  return Object.entries(geometry).reduce(
    (changed, [part, value]) =>
      changed.replace(
        new RegExp(`^([ \\t]*ddb\\.geometry\\.${part}[ \\t]*=[ \\t]*"?)\\d+`, 'im'),
        `$1${String(value)}`,
      ),
    text,
  );
}

/** What the extent lines are to be: so many of the present ones, the last of them with another size, and new ones behind them. */
export interface ExtentLines {
  readonly kept: number;
  /** Sectors of the last kept one. */
  readonly lastSectors: number;
  /** Whole lines, as bytes in Latin-1. */
  readonly added: readonly string[];
}

/** The text of a descriptor with other extents. The lines that stay keep their bytes, but for the size of the last one. */
export function withExtents(text: string, { kept, lastSectors, added }: ExtentLines): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  let number = 0;
  const lines = text.split('\n').flatMap((line) => {
    if (!looksLikeExtent(line.trim())) return [line];
    number += 1;
    if (number > kept) return [];
    if (number < kept) return [line];
    const resized = line.replace(/^(\s*\S+\s+)\d+/, `$1${String(lastSectors)}`);
    return [resized, ...added.map((more) => more + ending.slice(0, -1))];
  });
  return lines.join('\n');
}

/** The name of a new extent. */
export interface NewName {
  readonly name: string;
  /** Its bytes in the encoding of the descriptor, as Latin-1. */
  readonly raw: string;
}

/**
 * Names for so many more extents: numbered on from the last one, which need not be named after the descriptor any more, or as a
 * new set would have them. Throws `vmdk.name-not-writable`.
 * @param fileName that of the descriptor
 */
export function newExtentNames(
  text: string,
  { extents }: Descriptor,
  fileName: string,
  count: number,
): readonly NewName[] {
  const last = extents.at(-1);
  const lines = text.split('\n').filter((line) => looksLikeExtent(line.trim()));
  const raw = /"([^"]*)"/.exec(lines.at(-1) ?? '')?.[1] ?? '';
  let next: NewName | undefined = { name: last?.fileName ?? '', raw };
  const names: NewName[] = [];
  while (names.length < count) {
    next = nextName(next);
    if (!next) return usualNames(fileName, last?.type === 'SPARSE' ? 's' : 'f', extents.length, count);
    names.push(next);
  }
  return names;
}

/** `disk-s004.vmdk` after `disk-s003.vmdk`; undefined for a name without such a number. */
function nextName({ name, raw }: NewName): NewName | undefined {
  const pattern = /^(.*-[sf])(\d{3,9})(\.[^.]*)?$/i;
  const digits = pattern.exec(name)?.[2];
  if (digits === undefined || pattern.exec(raw)?.[2] !== digits) return undefined;
  const number = String(Number(digits) + 1).padStart(digits.length, '0');
  const renumber = (text: string) =>
    text.replace(pattern, (_, stem: string, __, suffix = '') => `${stem}${number}${String(suffix)}`);
  return { name: renumber(name), raw: renumber(raw) };
}

function usualNames(fileName: string, letter: 's' | 'f', present: number, count: number): readonly NewName[] {
  refuseUnwritableName(fileName);
  const names = splitNames(fileName, letter, present + count).slice(present);
  return names.map((name) => ({ name, raw: Buffer.from(name, 'utf8').toString('latin1') }));
}
