import type { Random } from '#test/support/random.ts';
import type { MutableFile } from './mutate.ts';
import type { Table } from './structures.ts';

/** Tells a lie in a field of a declared structure or in an entry of a table. Undefined where there is none. */
export function mutateFields({ content, anatomy }: MutableFile, random: Random): string | undefined {
  const { places, tables } = anatomy;
  const place = pickFrom(places, random);
  const table = pickFrom(tables, random);
  if (table && (!place || random.below(2) === 0)) {
    const index = random.below(random.below(2) === 0 ? Math.min(table.count, 8) : table.count);
    const at = table.start + index * table.entrySize;
    const says = lie(
      content,
      at,
      { size: table.entrySize, endianness: table.endianness },
      random,
      entryAt(content, table, random),
    );
    return says === undefined ? undefined : `entry ${String(index)} of the ${table.title} ${says}`;
  }
  const field = pickFrom(place?.structure.places ?? [], random);
  if (!place || !field) return undefined;
  const { structure } = place;
  const says = lie(content, place.at + field.at, { size: field.size, endianness: structure.endianness }, random);
  return says === undefined ? undefined : `${field.name} of the ${structure.title} at ${String(place.at)} ${says}`;
}

interface Shape {
  readonly size: number;
  readonly endianness: 'little' | 'big';
}

/** Another entry of the same table: two that mean the same place overlap. */
function entryAt(content: Uint8Array, { start, count, entrySize: size, endianness }: Table, random: Random): bigint {
  return read(content, start + random.below(count) * size, { size, endianness });
}

/** Numbers that limits are made for; what a field is too small for loses its upper bits. */
const extremes: readonly [bigint, ...bigint[]] = [
  0n,
  1n,
  2n,
  3n,
  0x7fn,
  0xffn,
  0x1ffn,
  0x200n,
  0x7fffn,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_fffen,
  0xffff_ffffn,
  2n ** 32n,
  2n ** 53n - 1n,
  2n ** 53n,
  2n ** 55n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 512n,
  2n ** 64n - 1n,
];

function lie(content: Uint8Array, at: number, shape: Shape, random: Random, other?: bigint): string | undefined {
  const { size } = shape;
  if (at < 0 || at + size > content.length) return undefined;
  if (size > 8) {
    const flipped = at + random.below(size);
    const way = random.below(3);
    if (way === 0) content.fill(random.pick([0, 0x20, 0x2f, 0xff]), at, at + size);
    else content[flipped] = random.below(256);
    return way === 0 ? `filled with ${String(content[at])}` : `changed at byte ${String(flipped)}`;
  }
  const was = read(content, at, shape);
  const length = BigInt(content.length);
  const value = random.pick([
    () => random.pick(extremes),
    () => random.pick(extremes),
    () => was + random.pick([1n, -1n, 2n, -2n, 511n, 512n, -512n]),
    () => was * random.pick([2n, 3n, 128n, 512n, 65_536n]),
    () => was / random.pick([2n, 3n, 512n]),
    () => was ^ (1n << BigInt(random.below(size * 8))),
    () => length / random.pick([1n, 512n, 4096n]) + random.pick([0n, 1n, -1n]),
    () => other ?? BigInt(random.below(2 ** 32)),
    () => (BigInt(random.below(2 ** 32)) << 32n) | BigInt(random.below(2 ** 32)),
  ])();
  write(content, at, shape, value);
  return `from ${String(was)} to ${String(read(content, at, shape))}`;
}

function read(content: Uint8Array, at: number, { size, endianness }: Shape): bigint {
  let value = 0n;
  for (let i = 0; i < size; i += 1) {
    value = (value << 8n) | BigInt(content[at + (endianness === 'big' ? i : size - 1 - i)] ?? 0);
  }
  return value;
}

function write(content: Uint8Array, at: number, { size, endianness }: Shape, value: bigint): void {
  for (let i = 0; i < size; i += 1) {
    content[at + (endianness === 'little' ? i : size - 1 - i)] = Number((value >> BigInt(8 * i)) & 0xffn);
  }
}

function pickFrom<T>(choices: readonly T[], random: Random): T | undefined {
  return choices[random.below(choices.length)];
}
