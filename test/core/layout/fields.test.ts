import { describe, expect, test } from 'vitest';
import * as fields from '#main/core/layout/fields.ts';
import { UnsafeNumber, viewOf, type Endianness, type Field } from '#main/core/layout/struct.ts';

/** What a field writes, between two guard bytes that it must not touch. */
function written<T>(field: Field<T>, value: T, endianness: Endianness = 'little'): string {
  const content = new Uint8Array(field.size + 2).fill(0xee);
  field.write(viewOf(content), 1, value, endianness);
  expect([content[0], content[field.size + 1]]).toEqual([0xee, 0xee]);
  return Buffer.from(content.subarray(1, -1)).toString('hex');
}

function read<T>(field: Field<T>, hex: string, endianness: Endianness = 'little'): T {
  return field.read(viewOf(Uint8Array.from(Buffer.from(`ee${hex}ee`, 'hex'))), 1, endianness);
}

describe('numbers', () => {
  test.each<[keyof typeof fields & ('u8' | 'u16' | 'u32' | 'u64'), number, string, string]>([
    ['u8', 0xfe, 'fe', 'fe'],
    ['u16', 0xfedc, 'dcfe', 'fedc'],
    ['u32', 0xfedcba98, '98badcfe', 'fedcba98'],
    ['u64', 0x1f_edcb_a987_6543, '436587a9cbed1f00', '001fedcba9876543'],
    ['u64', Number.MAX_SAFE_INTEGER, 'ffffffffffff1f00', '001fffffffffffff'],
  ])('%s keeps %d in both byte orders', (name, value, little, big) => {
    const field = fields[name];
    expect([written(field, value), written(field, value, 'big')]).toEqual([little, big]);
    expect([read(field, little), read(field, big, 'big')]).toEqual([value, value]);
  });

  test.each<['u8' | 'u16' | 'u32' | 'u64', number]>([
    ['u8', 0xff],
    ['u16', 0xffff],
    ['u32', 0xffff_ffff],
    ['u64', Number.MAX_SAFE_INTEGER],
  ])('%s refuses what does not fit instead of cutting it', (name, most) => {
    const field = fields[name];
    expect(read(field, written(field, most))).toBe(most);
    for (const wrong of [-1, most + 1, 0.5, NaN, Infinity]) expect(() => written(field, wrong)).toThrow(RangeError);
  });

  test.each(['0000000000002000', 'ffffffffffffffff', '0000000000000080'])('u64 refuses to read %s', (hex) => {
    expect(() => read(fields.u64, hex)).toThrow(UnsafeNumber);
  });

  test('all bits set are none, where an offset may be none', () => {
    const field = fields.u64OrNone;
    expect([read(field, 'f'.repeat(16)), written(field, null)]).toEqual([null, 'f'.repeat(16)]);
    expect(read(field, written(field, 2 ** 45, 'big'), 'big')).toBe(2 ** 45);
    expect(() => read(field, 'fffffffffffffffe')).toThrow(UnsafeNumber);
    expect(() => written(field, -1)).toThrow(RangeError);
  });
});

describe('bytes', () => {
  test('are padded with zeros, and refused when they do not fit', () => {
    const field = fields.bytes(4);
    expect(written(field, new Uint8Array([1, 2]))).toBe('01020000');
    expect(() => written(field, new Uint8Array(5))).toThrow('5 bytes do not fit into 4');
  });

  test('that were read do not change with the file they came from', () => {
    const content = new Uint8Array([1, 2, 3]);
    const value = fields.bytes(3).read(viewOf(content), 0, 'little');
    content.fill(9);
    expect(value).toEqual(new Uint8Array([1, 2, 3]));
  });

  test('that are reserved are zero, whatever was there', () => {
    expect(written(fields.reserved(3), undefined)).toBe('000000');
    expect(fields.reserved(1).reserved).toBe(true);
  });
});

describe('text', () => {
  test.each([
    ['616200cdcd', 'ab'],
    ['6162636465', 'abcde'],
    ['0061626364', ''],
    ['c3a4000000', 'ä'],
    ['ff61000000', '\ufffda'],
    ['efbbbf6100', '\ufeffa'],
  ])('ends at the first NUL or at the end of the field (%s)', (hex, value) => {
    expect(read(fields.text(5), hex)).toBe(value);
  });

  test('is written as UTF-8, filled up with zeros', () => {
    expect([written(fields.text(5), 'ä'), written(fields.text(5), 'abcde')]).toEqual(['c3a4000000', '6162636465']);
    expect(() => written(fields.text(5), 'ääa€')).toThrow(RangeError);
  });

  test('keeps every byte but NUL in Latin-1', () => {
    const all = Buffer.from(Array.from({ length: 255 }, (_, i) => i + 1)).toString('hex');
    const field = fields.text(255, 'latin1');
    expect(written(field, read(field, all))).toBe(all);
    expect(read(fields.text(2, 'latin1'), '80e4')).toBe('\u0080ä');
    expect(() => written(field, '€')).toThrow(RangeError);
  });
});

describe('characters', () => {
  test('keep every byte, NUL and spaces too', () => {
    const all = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('hex');
    const field = fields.characters(256);
    expect(written(field, read(field, all))).toBe(all);
    expect(read(fields.characters(8), '6378737061727365')).toBe('cxsparse');
  });

  test('are filled up with NULs and refused when they do not fit', () => {
    expect(written(fields.characters(4), 'ab')).toBe('61620000');
    for (const wrong of ['abcde', 'ab€', '💽']) expect(() => written(fields.characters(4), wrong)).toThrow(RangeError);
  });

  test('may be many', () => {
    expect(read(fields.characters(300_000), '20'.repeat(300_000))).toBe(' '.repeat(300_000));
  });
});

describe('arrays', () => {
  test('keep their order, and have exactly their length', () => {
    const field = fields.array(fields.u16, 3);
    expect([field.size, written(field, [1, 2, 3]), read(field, '000100020003', 'big')]).toEqual([
      6,
      '010002000300',
      [1, 2, 3],
    ]);
    for (const wrong of [
      [1, 2],
      [1, 2, 3, 4],
    ])
      expect(() => written(field, wrong)).toThrow('3 values are needed');
  });
});

describe('UUIDs', () => {
  const value = '00112233-4455-4677-8899-aabbccddeeff';

  test('lie in text order, GUIDs with their first three groups turned around', () => {
    expect([written(fields.uuid, value), written(fields.guid, value)]).toEqual([
      '00112233445546778899aabbccddeeff',
      '33221100554477468899aabbccddeeff',
    ]);
    expect([read(fields.uuid, written(fields.uuid, value)), read(fields.guid, written(fields.guid, value))]).toEqual([
      value,
      value,
    ]);
  });

  test.each([
    '00000000-0000-0000-0000-000000000000',
    'ffffffff-ffff-ffff-ffff-ffffffffffff',
    '12345678-1234-f234-0234-123456789abc',
  ])('%s may be of no known version', (odd) => {
    expect([read(fields.uuid, written(fields.uuid, odd)), read(fields.guid, written(fields.guid, odd))]).toEqual([
      odd,
      odd,
    ]);
  });

  test('are read in lower case and written in any', () => {
    expect(read(fields.uuid, written(fields.uuid, value.toUpperCase()))).toBe(value);
  });

  test.each(['', 'platter', `{${value}}`, value.slice(1), value.replaceAll('-', '')])('%j is none', (wrong) => {
    expect(() => written(fields.uuid, wrong)).toThrow(RangeError);
    expect(() => written(fields.guid, wrong)).toThrow(RangeError);
  });

  test('the nil one is all zeros', () => {
    expect(written(fields.uuid, fields.nilUuid)).toBe('0'.repeat(32));
  });
});
