import { toWire } from '#shared/errors.ts';
import { clip, type ByteRange, type Bytes } from '#shared/model/bytes.ts';
import type { FieldStructure, LostStructure, StructureTitle, TextStructure } from '#shared/model/structure.ts';
import { plain, plainText } from '#shared/text/plain.ts';
import type { Reader } from '../io/reader.ts';
import { fieldIn, fieldsOf, type Meanings } from './describe-fields.ts';
import type { Struct } from './struct.ts';

/** A file as structures name it. */
export interface DescribedFile {
  readonly name: string;
  readonly content: Reader;
}

/** Where something is said to lie, and what it is called. */
export interface DescribedPlace {
  readonly file: DescribedFile;
  /** Any number that an image states, also one beyond the end of the file. */
  readonly start: Bytes;
  readonly title: StructureTitle;
  readonly number?: number;
}

/** A structure as it is stored, as far as the file has it. Throws only when told to stop. */
export async function describeStructure<T>(
  structure: Struct<T>,
  place: DescribedPlace,
  signal: AbortSignal,
  meanings: Meanings<T> = {},
): Promise<FieldStructure | LostStructure> {
  const about = aboutOf(place, structure.size);
  try {
    const stored = await readStored(place.file.content, about.where, signal);
    const hex = Buffer.from(stored).toString('hex');
    return { kind: 'fields', ...about, fields: fieldsOf(structure, stored, meanings), hex };
  } catch (thrown) {
    return lost(thrown, about, signal);
  }
}

/** Text as it is stored; `decode` is given all bytes of the range that the file has. */
export async function describeText(
  place: DescribedPlace,
  length: Bytes,
  decode: (stored: Uint8Array) => string,
  signal: AbortSignal,
): Promise<TextStructure | LostStructure> {
  const about = aboutOf(place, length);
  try {
    const stored = await readStored(place.file.content, about.where, signal);
    return { kind: 'text', ...about, text: plainText(decode(stored)) };
  } catch (thrown) {
    return lost(thrown, about, signal);
  }
}

/** What should be there and is not to be had. Throws only when told to stop. */
export function describeLost(
  thrown: unknown,
  place: Omit<DescribedPlace, 'file'> & { readonly file: Pick<DescribedFile, 'name'> },
  signal: AbortSignal,
): LostStructure {
  return lost(thrown, aboutOf(place, 0), signal);
}

/** The value of a field of a structure that was described; undefined where the file does not tell it. */
export function valueIn<T, K extends keyof T & string>(
  structure: Struct<T>,
  described: FieldStructure | LostStructure,
  name: K,
): T[K] | undefined {
  return described.kind === 'fields' ? fieldIn(structure, Buffer.from(described.hex, 'hex'), name) : undefined;
}

type About = Pick<LostStructure, 'title' | 'number' | 'where'>;

function aboutOf(
  { file, start, title, number }: Omit<DescribedPlace, 'file'> & { readonly file: Pick<DescribedFile, 'name'> },
  length: Bytes,
): About {
  // A product of a stated number may be beyond what is exact; all that matters of it is that no file goes there.
  const exact = Math.min(Math.max(0, start), Number.MAX_SAFE_INTEGER - length);
  return { title, number: number ?? null, where: { file: plain(file.name), start: exact, length } };
}

async function readStored(content: Reader, range: ByteRange, signal: AbortSignal): Promise<Uint8Array> {
  const { start, length } = clip(range, content.size);
  const stored = new Uint8Array(length);
  await content.read(start, stored, signal);
  return stored;
}

function lost(thrown: unknown, about: About, signal: AbortSignal): LostStructure {
  signal.throwIfAborted();
  return { kind: 'lost', ...about, error: toWire(thrown) };
}
