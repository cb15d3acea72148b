import { DiskError } from '#shared/errors.ts';
import { clip, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { EditOptions, IdentityMarks, OpenOptions } from '../../disk/format.ts';
import type { Reader, Writer } from '../../io/reader.ts';
import { contentIdOver, type ContentId } from './content-id.ts';
import { marksOf } from './lineage.ts';

// Lines as the parser takes them: any case, spaces around, quotes or none. The bytes are read as Latin-1, one character each,
// so that a place in the text is a place in the file; keys and digits are ASCII in every encoding of a descriptor.
const shortLine = /(?<=^|\n)([ \t]*CID[ \t]*=[ \t]*"?)([0-9a-f]{1,8})(?="?[ \t]*(?:\r?\n|$))/gi;
const longLine = /(?<=^|\n)([ \t]*ddb\.longContentID[ \t]*=[ \t]*"?)([0-9a-f]{32})(?="?[ \t]*(?:\r?\n|$))/gi;

/** Where digits lie in the file. */
interface Digits {
  readonly at: Bytes;
  readonly text: string;
}

/** All places of a content id; programs differ over which of several counts. */
interface ContentIdPlaces {
  readonly short: readonly [Digits, ...Digits[]];
  readonly long: readonly Digits[];
}

/**
 * The content id in a descriptor, by which children recognise the state of their parent. It is changed in place, digit by
 * digit, before the first change of the disk; nothing else of the descriptor moves.
 */
export class ContentMark {
  readonly #file: Writer;
  readonly #short: readonly Digits[];
  readonly #long: readonly Digits[];
  readonly #next: ContentId;
  #marks: IdentityMarks;
  #isChanged = false;

  private constructor(file: Writer, found: ContentIdPlaces, next: ContentId) {
    this.#file = file;
    this.#short = found.short;
    this.#long = found.long;
    this.#next = next;
    this.#marks = marksOf(Number.parseInt(found.short[0].text, 16));
  }

  /**
   * Finds the content id of the descriptor that lies in a range of a file. Throws `vmdk.edit-content-id` when there is none.
   * @param name the file, for messages
   */
  static async find(file: Writer, area: ByteRange, name: string, how: EditOptions): Promise<ContentMark> {
    const found = await findContentId(file, area, name, how);
    const [first] = found.short;
    return new ContentMark(file, found, contentIdOver(first.text, how.identity));
  }

  /** What children of the disk as it is now would recognise it by. */
  get marks(): IdentityMarks {
    return this.#marks;
  }

  /**
   * Changes the content id, once, and returns when that is on the medium: a power cut may then leave a disk that looks
   * changed and is not, which costs its children, but never one that is changed and does not look so.
   */
  async change(signal?: AbortSignal): Promise<void> {
    if (this.#isChanged) return;
    for (const { at, text } of this.#short) await this.#write(at, this.#next.short.padStart(text.length, '0'), signal);
    for (const { at } of this.#long) await this.#write(at, this.#next.long, signal);
    await this.#file.flush();
    this.#isChanged = true;
    this.#marks = marksOf(Number.parseInt(this.#next.short, 16));
  }

  #write(at: Bytes, digits: string, signal?: AbortSignal): Promise<void> {
    return this.#file.write(at, new TextEncoder().encode(digits), signal);
  }
}

/**
 * Where the digits of the content id lie in the descriptor of that range, in both of its forms. Throws `vmdk.edit-content-id` when
 * there are none.
 */
export async function findContentId(
  reader: Reader,
  area: ByteRange,
  name: string,
  how: OpenOptions,
): Promise<ContentIdPlaces> {
  const { start, length } = clip(area, reader.size);
  const content = new Uint8Array(Math.min(length, how.limits.textBytes));
  await reader.read(start, content, how.signal);
  const text = Buffer.from(content)
    .toString('latin1')
    .replace(/\0[^]*$/, '');
  const [first, ...others] = digitsIn(text, shortLine, start);
  if (!first) throw new DiskError('vmdk.edit-content-id', { name });
  return { short: [first, ...others], long: digitsIn(text, longLine, start) };
}

function digitsIn(text: string, pattern: RegExp, start: Bytes): readonly Digits[] {
  return Array.from(text.matchAll(pattern), ({ index, 1: before = '', 2: digits = '' }) => ({
    at: start + index + before.length,
    text: digits,
  }));
}
