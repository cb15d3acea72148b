import { DiskError } from '#shared/errors.ts';
import type { Descriptor } from './descriptor.ts';
import { decodeDescriptor } from './descriptor-text.ts';
import { splitNames } from './extent-file-names.ts';
import { looksLikeExtent } from './extent-line.ts';
import { parseDescriptor } from './parse-descriptor.ts';
import { refuseUnwritableName } from './write-descriptor.ts';

/** The name of a new extent. */
export interface NewName {
  readonly name: string;
  /** Its bytes in an encoding that the descriptor may have, as Latin-1. */
  readonly raw: string;
}

/**
 * Names for so many more extents: numbered on from the last one, which need not be named after the descriptor any more, or as a
 * new set would have them. These come once for each encoding, since descriptors do not always tell theirs: which of them is
 * right shows when the new text is read. Throws `vmdk.name-not-writable`.
 * @param fileName that of the descriptor
 */
export function* newExtentNames(
  text: string,
  { extents }: Descriptor,
  fileName: string,
  count: number,
): Generator<readonly NewName[]> {
  const last = extents.at(-1);
  const lines = text.split('\n').filter((line) => looksLikeExtent(line.trim()));
  const raw = /"([^"]*)"/.exec(lines.at(-1) ?? '')?.[1] ?? '';
  const names = numberedOn({ name: last?.fileName ?? '', raw }, count);
  if (names) yield names;
  else yield* usualNames(fileName, last?.type === 'SPARSE' ? 's' : 'f', extents.length, count);
}

/** Whether a descriptor, its bytes taken as Latin-1, names just these files as its extents when it is read. */
export function readsAs(text: string, fileName: string, extents: readonly (string | undefined)[]): boolean {
  try {
    const read = parseDescriptor(decodeDescriptor(Buffer.from(text, 'latin1'), fileName), fileName).extents;
    return read.length === extents.length && read.every((line, i) => line.fileName === extents[i]);
  } catch (thrown) {
    if (thrown instanceof DiskError) return false;
    throw thrown;
  }
}

function numberedOn(last: NewName, count: number): readonly NewName[] | undefined {
  const names: NewName[] = [];
  for (let next = last; names.length < count;) {
    const found = nextName(next);
    if (!found) return undefined;
    names.push(found);
    next = found;
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

function* usualNames(
  fileName: string,
  letter: 's' | 'f',
  present: number,
  count: number,
): Generator<readonly NewName[]> {
  refuseUnwritableName(fileName);
  const names = splitNames(fileName, letter, present + count).slice(present);
  yield names.map((name) => ({ name, raw: Buffer.from(name, 'utf8').toString('latin1') }));
  yield names.map((name) => ({ name, raw: inWestern(name) }));
}

/** A name in windows-1252, as Latin-1; what that does not have becomes a question mark, which no name then reads as. */
function inWestern(name: string): string {
  const codes = Uint8Array.from({ length: 256 }, (_, code) => code);
  const characters = Array.from(new TextDecoder('windows-1252').decode(codes));
  return Array.from(name, (character) => {
    const code = characters.indexOf(character);
    return code < 0 ? '?' : String.fromCharCode(code);
  }).join('');
}
