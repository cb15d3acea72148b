import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';

export type Endianness = 'little' | 'big';

/** A field of a fixed size. It reads and writes itself at a given place; a `reserved` one has no value. */
export interface Field<T> {
  readonly size: Bytes;
  readonly reserved?: true;
  read(view: DataView, at: Bytes, endianness: Endianness): T;
  write(view: DataView, at: Bytes, value: T, endianness: Endianness): void;
}

type Fields = Readonly<Record<string, Field<unknown>>>;
type Value<F> = F extends Field<infer T> ? T : never;
type ValuesOf<F extends Fields> = {
  -readonly [K in keyof F as Value<F[K]> extends undefined ? never : K]: Value<F[K]>;
};

/** A structure on disk: fields in file order, with one declaration for reading, writing, and (in tests) mutating. */
export interface Struct<T> extends Field<T> {
  readonly title: string;
  readonly endianness: Endianness;
  /** The declarations by name; what reads one field alone needs its place as well. */
  readonly fields: Fields;
  /** Where each field starts and how long it is, in file order. */
  readonly places: readonly { readonly name: string; readonly at: Bytes; readonly size: Bytes }[];
  /** Where one field starts. */
  offsetOf(field: keyof T & string): Bytes;
  /** Reads from the start of `bytes`. Throws `layout.truncated` and `layout.number-too-large`. */
  decode(bytes: Uint8Array): T;
  /** The structure as new bytes; reserved fields are zero. */
  encode(value: T): Uint8Array<ArrayBuffer>;
  /** A copy of a stored structure with other values in some fields; every other byte stays, also of what reads as another number. */
  change(bytes: Uint8Array, values: Partial<T>): Uint8Array<ArrayBuffer>;
}

/** The value type of a declared structure: `type Header = ValueOf<typeof header>`. */
export type ValueOf<S> = S extends Struct<infer T> ? T : never;

/**
 * Declares a structure: fields follow each other without gaps, nobody types an offset, and the stated size must agree.
 * @param title what the structure is called in messages
 * @param size total size in bytes, as its specification gives it
 */
export function struct<const F extends Fields>(
  title: string,
  size: Bytes,
  endianness: Endianness,
  fields: F,
): Struct<ValuesOf<F>> {
  type T = ValuesOf<F>;
  let end = 0;
  const places = Object.entries(fields).map(([name, field]) => {
    const at = end;
    end += field.size;
    return { name, at, size: field.size };
  });
  if (end !== size) throw new Error(`${title}: the fields take ${String(end)} bytes, not ${String(size)}`);
  const offsets = new Map(places.map(({ name, at }) => [name, at]));

  function read(view: DataView, start: Bytes): T {
    const value: Record<string, unknown> = {};
    for (const { name, at } of places) {
      const field = fields[name];
      if (!field || field.reserved) continue;
      value[name] = inField(title, name, () => field.read(view, start + at, endianness));
    }
    return value as T;
  }

  function write(view: DataView, start: Bytes, value: T): void {
    const values: Record<string, unknown> = value;
    for (const { name, at } of places) fields[name]?.write(view, start + at, values[name], endianness);
  }

  return {
    title,
    size,
    endianness,
    fields,
    places,
    read,
    write,
    offsetOf: (field) => offsets.get(field) ?? 0,
    decode(bytes) {
      if (bytes.length < size) {
        throw new DiskError('layout.truncated', { structure: title, needed: size, available: bytes.length });
      }
      return read(viewOf(bytes), 0);
    },
    encode(value) {
      const bytes = new Uint8Array(size);
      write(viewOf(bytes), 0, value);
      return bytes;
    },
    change(bytes, values) {
      const changed = new Uint8Array(size);
      changed.set(bytes.subarray(0, size));
      for (const { name, at } of places) {
        const value: unknown = (values as Record<string, unknown>)[name];
        if (value !== undefined) fields[name]?.write(viewOf(changed), at, value, endianness);
      }
      return changed;
    },
  };
}

/** A DataView over exactly the bytes of an array, wherever it lies in its buffer. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Thrown by a field that knows its problem but not its own name. */
export class UnsafeNumber extends Error {}

function inField<T>(structure: string, field: string, read: () => T): T {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof UnsafeNumber) throw new DiskError('layout.number-too-large', { structure, field });
    throw thrown;
  }
}
