import type { Bytes } from '#shared/model/bytes.ts';
import type { FieldMeaning, StructureField } from '#shared/model/structure.ts';
import { plain } from '#shared/text/plain.ts';
import { nilUuid } from './fields.ts';
import { UnsafeNumber, viewOf, type Struct } from './struct.ts';

/** What some fields of a structure say, by their names. `stored` are the bytes of the whole structure. */
export type Meanings<T> = {
  readonly [K in keyof T]?: (value: T[K], stored: Uint8Array) => FieldMeaning | null;
};

/** Any of them, once the names have been checked against the structure. */
type AnyMeanings = Readonly<Record<string, ((value: unknown, stored: Uint8Array) => FieldMeaning | null) | undefined>>;

/**
 * The fields of a structure as they are stored, none of them believed. `stored` may be shorter than the structure: the fields
 * behind its end have no value. Never throws.
 */
export function fieldsOf<T>(
  structure: Struct<T>,
  stored: Uint8Array,
  meanings: Meanings<T> = {},
): readonly StructureField[] {
  return structure.places.map(({ name, at, size }) => {
    const described = { name, at, size };
    if (at + size > stored.length) return { ...described, value: null, meaning: null };
    if (structure.fields[name]?.reserved) return { ...described, value: null, meaning: unused(stored, at, size) };
    const value = read(structure, stored, { name, at });
    if (value instanceof UnsafeNumber) {
      const number = viewOf(stored).getBigUint64(at, structure.endianness === 'little');
      return { ...described, value: String(number), meaning: { kind: 'known', key: 'unknown' } };
    }
    const meaning = (meanings as AnyMeanings)[name]?.(value, stored) ?? (isNothing(value) ? absent : null);
    return { ...described, value: asText(value), meaning };
  });
}

/** The value of one field; undefined where the bytes end before it, or when it is a number that no image can mean. */
export function fieldIn<T, K extends keyof T & string>(
  structure: Struct<T>,
  stored: Uint8Array,
  name: K,
): T[K] | undefined {
  const at = structure.offsetOf(name);
  if (at + (structure.fields[name]?.size ?? 0) > stored.length) return undefined;
  const value = read(structure, stored, { name, at });
  return value instanceof UnsafeNumber ? undefined : (value as T[K]);
}

const absent: FieldMeaning = { kind: 'absent' };

/** What stands for "there is none" in any format. */
function isNothing(value: unknown): boolean {
  return value === null || value === nilUuid;
}

function unused(stored: Uint8Array, at: Bytes, size: Bytes): FieldMeaning {
  return { kind: 'unused', isZero: stored.subarray(at, at + size).every((byte) => byte === 0) };
}

function read<T>(
  { fields, endianness }: Struct<T>,
  stored: Uint8Array,
  { name, at }: { readonly name: string; readonly at: Bytes },
): unknown {
  try {
    const value = fields[name]?.read(viewOf(stored), at, endianness);
    // What a clamped field gives for a number that it cannot.
    return value === Number.MAX_SAFE_INTEGER ? new UnsafeNumber() : value;
  } catch (thrown) {
    if (thrown instanceof UnsafeNumber) return thrown;
    throw thrown;
  }
}

/** Numbers, text and identifiers; other bytes speak for themselves. */
function asText(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' ? plain(value) : null;
}
