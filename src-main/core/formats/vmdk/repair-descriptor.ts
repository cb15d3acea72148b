import type { Bytes } from '#shared/model/bytes.ts';
import type { Identity } from '../../disk/format.ts';
import type { Patch } from '../../disk/patch.ts';
import { isZero } from '../../disk/zeros.ts';
import { looksLikeExtent } from './extent-line.ts';
import { sectorSize } from './layout.ts';
import { options } from './options.ts';
import type { RepairedFile } from './repair-file.ts';
import { embeddedDescriptor } from './write-descriptor.ts';

/**
 * A descriptor and the room it has. Texts are taken byte by byte here, so that a change of one line leaves the bytes of all
 * others alone, whatever their encoding.
 */
export class DescriptorPlace {
  readonly file: RepairedFile;
  readonly start: Bytes;
  /** As it was when it was read, up to its end. */
  readonly text: string;
  /** True when nothing tells that the text ends where its room does. */
  readonly isFull: boolean;
  readonly #own: Bytes;
  #bytes: Uint8Array;

  /**
   * @param bytes all of the room; what lies behind the end of the text included
   * @param options `own`: how much of the room may be written to, where something else may lie in it; infinite in a file that holds nothing else
   */
  constructor(file: RepairedFile, start: Bytes, bytes: Uint8Array, { own }: { readonly own: Bytes }) {
    this.file = file;
    this.start = start;
    this.#bytes = bytes;
    this.#own = own;
    this.text = textOf(bytes);
    this.isFull = own < Infinity && bytes.length > 0 && !bytes.includes(0) && !/\s$/.test(this.text);
  }

  /**
   * Proposes another text. Yields nothing when nothing changes, when the room does not suffice, or when a longer text would take the place
   * of anything but zeros: a damaged header gives a descriptor the room of directories, tables and grains.
   */
  *change(edit: (text: string) => string, because: string): Generator<Patch> {
    const next = edit(textOf(this.#bytes));
    const grown = this.#bytes.subarray(textOf(this.#bytes).length, next.length + 1);
    if (this.#own === Infinity || isZero(grown)) yield* this.renew(next, because);
  }

  /** Proposes another text, whatever it takes the place of. Yields nothing when nothing changes or the room does not suffice. */
  *renew(text: string, because: string): Generator<Patch> {
    const next = Buffer.from(text, 'latin1');
    if (next.length > this.#own) return;
    const was = this.#bytes;
    // NULs in the place of the old text and one behind the new one: every reader stops there, in files as well, since QEMU leaves them in those.
    const behind = Math.min(Math.max(textOf(was).length, next.length + 1), this.#own, was.length);
    const now = new Uint8Array(Math.max(was.length, next.length));
    now.set(was);
    now.set(next);
    now.fill(0, next.length, behind);
    this.#bytes = now;
    const first = now.findIndex((byte, i) => byte !== was[i]);
    if (first < 0) return;
    let end = now.length;
    while (end > first + 1 && end <= was.length && now[end - 1] === was[end - 1]) end -= 1;
    yield this.file.replace(this.start + first, was.subarray(first, end), now.subarray(first, end), because);
  }
}

/** Descriptor bytes up to the first NUL, a character for each byte. */
export function textOf(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString('latin1');
}

/** Puts the lines into the order that every program takes; what a line says stays as it is. */
export function inUsualOrder(text: string): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const [title = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const isTitle = (line: string) => /^\s*#\s*(extent description|the disk data base|ddb\s*$)/i.test(line);
  const isExtent = (line: string) => looksLikeExtent(line.trim());
  const isBase = (line: string) => /^\s*ddb\./i.test(line);
  const isParent = (line: string) => /^\s*parentCID\s*=/i.test(line);
  const isId = (line: string) => /^\s*CID\s*=/i.test(line);
  const head = lines.filter((line) => !isTitle(line) && !isExtent(line) && !isBase(line));
  const rest = head.filter((line) => !isParent(line) && !isId(line));
  const versions = rest.findIndex((line) => !/^\s*(#|version|encoding)/i.test(line));
  const at = versions < 0 ? rest.length : versions;
  return [
    title,
    ...rest.slice(0, at),
    ...head.filter(isId),
    ...head.filter(isParent),
    ...rest.slice(at),
    '',
    '# Extent description',
    ...lines.filter(isExtent),
    '',
    '# The Disk Data Base',
    '#DDB',
    '',
    ...lines.filter(isBase),
    '',
  ].join(ending);
}

/** Gives the disk a content id, in its line or in a new one before that of the parent. */
export function withContentId(text: string, id: string): string {
  const line = /^([ \t]*)CID([ \t]*=)[^\r\n]*/im;
  const renamed = line.test(text)
    ? text.replace(line, `$1CID$2${id}`)
    : text.replace(/^([ \t]*parentCID[ \t]*=)/im, `CID=${id}${text.includes('\r\n') ? '\r\n' : '\n'}$1`);
  return withLongContentId(renamed, id);
}

/** Makes the long content id, if there is one, end in an id. */
export function withLongContentId(text: string, id: string): string {
  return text.replace(/^([ \t]*ddb\.longContentID[ \t]*=[ \t]*"?[0-9a-f]{24})[0-9a-f]{8}/im, `$1${id}`);
}

/** Says which type of disk it is, where programs expect that: before the extents. */
export function withCreateType(text: string, createType: string): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  const others = text.replace(/^[ \t]*createType[ \t]*=[^\r\n]*\r?\n/im, '');
  return others.replace(/^([ \t]*parentCID[ \t]*=[^\r\n]*)/im, `$1${ending}createType="${createType}"`);
}

/** Sets the size of the only extent. */
export function withExtentSectors(text: string, sectors: number): string {
  return text.replace(/^([ \t]*(?:RW|RDONLY)[ \t]+)\d+/im, `$1${sectors}`);
}

/** What a descriptor is written anew from. */
interface LostDescriptor {
  readonly createType: string;
  readonly capacity: number;
  readonly identity: Identity;
}

/**
 * A new descriptor for a sparse file that holds a whole disk. Undefined where the old one speaks of a parent: without that, the
 * disk would read as a disk that never was.
 */
export function newDescriptor(
  place: DescriptorPlace,
  { createType, capacity, identity }: LostDescriptor,
): string | undefined {
  const parent = /parentCID\s*=\s*"?([0-9a-z]*)/i.exec(place.text)?.[1];
  const isChild = parent !== undefined && !/^f{8}$/i.test(parent);
  if (isChild || /parentFileNameHint/i.test(place.text)) return undefined;
  const name = /["\r\n\0]/.test(place.file.name) ? 'disk.vmdk' : place.file.name;
  const plan = { virtualSize: capacity * sectorSize, options: options().parse({}), identity };
  return textOf(embeddedDescriptor(createType, name, plan));
}
