import { viewOf } from '../../layout/struct.ts';

/** A table for the remainder of each byte, for polynomials with their bits reversed. */
function tableFor(polynomial: number): Uint32Array {
  return Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) value = (value & 1) === 1 ? (value >>> 1) ^ polynomial : value >>> 1;
    return value;
  });
}

const crc32cTable = tableFor(0x82f6_3b78);
const crc16Table = tableFor(0xa001);

/** CRC-32C as ext uses it: without the inversions at its start and its end. */
export function crc32c(seed: number, bytes: Uint8Array): number {
  return remainder(crc32cTable, seed, bytes);
}

/** CRC-16 as ext uses it. */
export function crc16(seed: number, bytes: Uint8Array): number {
  return remainder(crc16Table, seed, bytes);
}

function remainder(table: Uint32Array, seed: number, bytes: Uint8Array): number {
  let value = seed;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return value >>> 0;
}

/** A number as the four bytes that enter a checksum. */
export function littleEndian32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  viewOf(bytes).setUint32(0, value, true);
  return bytes;
}
