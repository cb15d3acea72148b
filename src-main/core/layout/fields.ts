import { NIL } from 'uuid';
import type { Bytes } from '#shared/model/bytes.ts';
import { UnsafeNumber, type Field } from './struct.ts';

export const u8: Field<number> = {
  size: 1,
  read: (view, at) => view.getUint8(at),
  write: (view, at, value) => {
    view.setUint8(at, within(value, 0xff));
  },
};

export const u16: Field<number> = {
  size: 2,
  read: (view, at, endianness) => view.getUint16(at, endianness === 'little'),
  write: (view, at, value, endianness) => {
    view.setUint16(at, within(value, 0xffff), endianness === 'little');
  },
};

export const u32: Field<number> = {
  size: 4,
  read: (view, at, endianness) => view.getUint32(at, endianness === 'little'),
  write: (view, at, value, endianness) => {
    view.setUint32(at, within(value, 0xffff_ffff), endianness === 'little');
  },
};

/** An unsigned 64-bit number as a JavaScript number: anything above 2^53-1 is refused. */
export const u64: Field<number> = {
  size: 8,
  read(view, at, endianness) {
    const value = view.getBigUint64(at, endianness === 'little');
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new UnsafeNumber();
    return Number(value);
  },
  write(view, at, value, endianness) {
    view.setBigUint64(at, BigInt(within(value, Number.MAX_SAFE_INTEGER)), endianness === 'little');
  },
};

/** DataView takes a number that does not fit modulo the field's range; an offset cut like that would be written in silence. */
function within(value: number, most: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= most) return value;
  throw new RangeError(`${String(value)} does not fit into a field for 0 to ${String(most)}`);
}

const allOnes = 0xffff_ffff_ffff_ffffn;

/** A 64-bit offset in which all bits set stand for "none", read as null. */
export const u64OrNone: Field<number | null> = {
  size: 8,
  read(view, at, endianness) {
    return view.getBigUint64(at, endianness === 'little') === allOnes ? null : u64.read(view, at, endianness);
  },
  write(view, at, value, endianness) {
    if (value === null) view.setBigUint64(at, allOnes, endianness === 'little');
    else u64.write(view, at, value, endianness);
  },
};

/**
 * A 64-bit field of which nothing depends on an exact number: what is not safe reads as the largest safe one, which lies behind the
 * end of every file, and makes no structure unreadable. The number that is there is lost in the value: `change` keeps it, `encode` does not.
 */
export function clamped<T>(field: Field<T>): Field<T | number> {
  return {
    size: field.size,
    read(view, at, endianness) {
      try {
        return field.read(view, at, endianness);
      } catch (thrown) {
        if (thrown instanceof UnsafeNumber) return Number.MAX_SAFE_INTEGER;
        throw thrown;
      }
    },
    write(view, at, value, endianness) {
      field.write(view, at, value as T, endianness);
    },
  };
}

/** Bytes as they are; writing pads with zeros and refuses what does not fit. */
export function bytes(size: Bytes): Field<Uint8Array> {
  return {
    size,
    read: (view, at) => new Uint8Array(view.buffer, view.byteOffset + at, size).slice(),
    write(view, at, value) {
      if (value.length > size) throw new RangeError(`${String(value.length)} bytes do not fit into ${String(size)}`);
      const target = new Uint8Array(view.buffer, view.byteOffset + at, size);
      target.fill(0);
      target.set(value);
    },
  };
}

/** Text that ends at the first NUL or at the end of the field. Bad sequences become U+FFFD. */
export function text(size: Bytes, encoding: 'utf-8' | 'latin1' = 'utf-8'): Field<string> {
  const raw = bytes(size);
  return {
    size,
    read(view, at, endianness) {
      const content = raw.read(view, at, endianness);
      const end = content.indexOf(0);
      const used = end < 0 ? content : content.subarray(0, end);
      return encoding === 'utf-8' ? utf8.decode(used) : fromLatin1(used);
    },
    write(view, at, value, endianness) {
      raw.write(view, at, encoding === 'utf-8' ? new TextEncoder().encode(value) : toLatin1(value), endianness);
    },
  };
}

/** A fixed run of characters without a terminator, such as a cookie: every byte counts, spaces and NULs too. */
export function characters(size: Bytes): Field<string> {
  const raw = bytes(size);
  return {
    size,
    read: (view, at, endianness) => fromLatin1(raw.read(view, at, endianness)),
    write(view, at, value, endianness) {
      raw.write(view, at, toLatin1(value), endianness);
    },
  };
}

const utf8 = new TextDecoder('utf-8', { ignoreBOM: true });

// The web's "latin1" is windows-1252, in which a TextDecoder would read 0x80 to 0x9F as something else.
function fromLatin1(content: Uint8Array): string {
  return Array.from(content, (code) => String.fromCharCode(code)).join('');
}

function toLatin1(value: string): Uint8Array {
  return Uint8Array.from(value, (character) => within(character.codePointAt(0) ?? 0, 0xff));
}

/** Space without a meaning: skipped when reading, zero when writing, absent from the value. */
export function reserved(size: Bytes): Field<undefined> {
  const raw = bytes(size);
  return {
    size,
    reserved: true,
    read: () => undefined,
    write: (view, at, _, endianness) => {
      raw.write(view, at, new Uint8Array(0), endianness);
    },
  };
}

/** The same field several times in a row. Also takes a structure, for tables of records. */
export function array<T>(field: Field<T>, count: number): Field<readonly T[]> {
  return {
    size: field.size * count,
    read: (view, at, endianness) =>
      Array.from({ length: count }, (_, i) => field.read(view, at + i * field.size, endianness)),
    write(view, at, values, endianness) {
      if (values.length !== count) throw new RangeError(`${String(count)} values are needed`);
      values.forEach((value, i) => {
        field.write(view, at + i * field.size, value, endianness);
      });
    },
  };
}

/** A UUID stored in text order, as RFC 9562 has it. Any 16 bytes will do: old writers made ones of no known version. */
export const uuid: Field<string> = {
  size: 16,
  read: (view, at) => textOfUuid(new Uint8Array(view.buffer, view.byteOffset + at, 16)),
  write(view, at, value) {
    new Uint8Array(view.buffer, view.byteOffset + at, 16).set(bytesOfUuid(value));
  },
};

/** A UUID stored as a Microsoft GUID: the first three groups are little-endian, the last eight bytes in text order. */
export const guid: Field<string> = {
  size: 16,
  read: (view, at) => textOfUuid(swapGroups(new Uint8Array(view.buffer, view.byteOffset + at, 16))),
  write(view, at, value) {
    new Uint8Array(view.buffer, view.byteOffset + at, 16).set(swapGroups(bytesOfUuid(value)));
  },
};

export const nilUuid = NIL;

const guidOrder = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function swapGroups(stored: Uint8Array): Uint8Array {
  return Uint8Array.from(guidOrder, (from) => stored[from] ?? 0);
}

function textOfUuid(stored: Uint8Array): string {
  const hex = Buffer.from(stored).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

// Not the uuid package's parse: it refuses what textOfUuid has to show.
function bytesOfUuid(value: string): Uint8Array {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(value)) throw new RangeError(`"${value}" is not a UUID`);
  return Buffer.from(value.replaceAll('-', ''), 'hex');
}
