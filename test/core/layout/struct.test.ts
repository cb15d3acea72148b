import { expect, expectTypeOf, test } from 'vitest';
import { fieldsOf } from '#main/core/layout/describe-fields.ts';
import { array, bytes, characters, clamped, reserved, u16, u32, u64, u64OrNone, u8 } from '#main/core/layout/fields.ts';
import { struct, viewOf, type ValueOf } from '#main/core/layout/struct.ts';

const header = struct('sample header', 24, 'little', {
  cookie: characters(4),
  version: u16,
  flags: u8,
  unused: reserved(1),
  entries: array(u32, 2),
  size: u64,
});

const value = { cookie: 'PLAT', version: 0x0102, flags: 7, entries: [0x11223344, 5], size: 2 ** 40 + 1 };

const stored = Uint8Array.from(
  Buffer.from('504c4154' + '0201' + '07' + '00' + '44332211' + '05000000' + '0100000000010000', 'hex'),
);

test('a value becomes the bytes that its declaration says, and they become the value again', () => {
  expect(header.encode(value)).toEqual(stored);
  expect(header.decode(stored)).toEqual(value);
});

test('the type of the value follows from the declaration, without the reserved fields', () => {
  expectTypeOf<ValueOf<typeof header>>().toEqualTypeOf<{
    cookie: string;
    version: number;
    flags: number;
    entries: readonly number[];
    size: number;
  }>();
});

test('places are told in file order, with the reserved ones', () => {
  expect(header.places).toEqual([
    { name: 'cookie', at: 0, size: 4 },
    { name: 'version', at: 4, size: 2 },
    { name: 'flags', at: 6, size: 1 },
    { name: 'unused', at: 7, size: 1 },
    { name: 'entries', at: 8, size: 8 },
    { name: 'size', at: 16, size: 8 },
  ]);
  expect(header.offsetOf('size')).toBe(16);
});

test('reading starts at the array, wherever it lies in its buffer, and what follows is left alone', () => {
  const buffer = new Uint8Array(64).fill(0xee);
  buffer.set(stored, 13);
  expect(header.decode(buffer.subarray(13, 60))).toEqual(value);
});

test('reserved bytes are skipped when reading and zero when writing', () => {
  const noisy = stored.slice();
  noisy[7] = 0xff;
  expect(header.encode(header.decode(noisy))).toEqual(stored);
});

test('a structure can be a field, and a row of a table', () => {
  const entry = struct('entry', 3, 'big', { kind: u8, at: u16 });
  const table = struct('table', 8, 'big', { count: u8, entries: array(entry, 2), rest: bytes(1) });
  const rows = {
    count: 2,
    entries: [
      { kind: 1, at: 0x0203 },
      { kind: 4, at: 0x0506 },
    ],
    rest: new Uint8Array([9]),
  };
  expect(table.encode(rows)).toEqual(new Uint8Array([2, 1, 2, 3, 4, 5, 6, 9]));
  expect(table.decode(new Uint8Array([2, 1, 2, 3, 4, 5, 6, 9]))).toEqual(rows);
});

test('a structure keeps its own byte order inside another one', () => {
  const inner = struct('inner', 2, 'big', { number: u16 });
  const outer = struct('outer', 4, 'little', { number: u16, inner });
  expect(outer.encode({ number: 1, inner: { number: 1 } })).toEqual(new Uint8Array([1, 0, 0, 1]));
});

test('a declaration that does not add up is refused when it is made', () => {
  expect(() => struct('footer', 10, 'big', { a: u32, b: u32 })).toThrow('footer: the fields take 8 bytes, not 10');
});

test('too few bytes are refused with both numbers', () => {
  expect(() => header.decode(stored.subarray(0, 23))).toThrow(
    expect.objectContaining({
      reason: 'layout.truncated',
      facts: { structure: 'sample header', needed: 24, available: 23 },
    }),
  );
});

test('a number above 2^53-1 is refused with the name of its field', () => {
  const large = stored.slice();
  large.fill(0xff, 16);
  expect(() => header.decode(large)).toThrow(
    expect.objectContaining({
      reason: 'layout.number-too-large',
      facts: { structure: 'sample header', field: 'size' },
    }),
  );
});

test('a number that is too large inside a table is refused with the name of its own field', () => {
  const entry = struct('entry', 8, 'little', { offset: u64 });
  const table = struct('table', 16, 'little', { entries: array(entry, 2), plain: bytes(0) });
  expect(() => table.decode(new Uint8Array(16).fill(0xff, 8))).toThrow(
    expect.objectContaining({ facts: { structure: 'entry', field: 'offset' } }),
  );
});

test('a view covers exactly its array', () => {
  const view = viewOf(new Uint8Array([1, 2, 3, 4]).subarray(1, 3));
  expect([view.byteLength, view.getUint8(0)]).toEqual([2, 2]);
});

test('a clamped number above 2^53-1 reads as the largest safe one, and stays when another field changes', () => {
  const lenient = struct('lenient', 20, 'little', { any: clamped(u64), none: clamped(u64OrNone), other: u32 });
  const odd = new Uint8Array(20).fill(0xfe);
  expect(lenient.decode(odd)).toEqual({ any: 2 ** 53 - 1, none: 2 ** 53 - 1, other: 0xfefefefe });
  expect(lenient.decode(odd.slice().fill(0xff)).none).toBeNull();
  const changed = odd.slice();
  changed.set([5, 0, 0, 0], 16);
  expect(lenient.change(odd, { other: 5 })).toEqual(changed);
});

test('a change leaves its bytes to all other fields, the reserved ones too', () => {
  const noisy = stored.slice().fill(0xaa, 7, 8);
  const changed = header.change(noisy, { version: 3 });
  expect(changed).toEqual(noisy.slice().fill(3, 4, 5).fill(0, 5, 6));
  expect(header.decode(noisy)).toEqual(value);
});

test('a clamped number is described as it is stored', () => {
  const lenient = struct('lenient', 8, 'little', { any: clamped(u64) });
  const meanings = { any: () => ({ kind: 'size', bytes: 0 }) as const };
  expect(fieldsOf(lenient, new Uint8Array(8).fill(0xfe), meanings)).toMatchObject([
    { value: String(0xfefe_fefe_fefe_fefen), meaning: { kind: 'known', key: 'unknown' } },
  ]);
});
