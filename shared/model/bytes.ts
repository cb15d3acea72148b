/** A count of bytes or a byte offset: always bytes, always a safe integer. */
export type Bytes = number;

export interface ByteRange {
  readonly start: Bytes;
  readonly length: Bytes;
}

export const KiB = 1024;
export const MiB = 1024 * KiB;
export const GiB = 1024 * MiB;
export const TiB = 1024 * GiB;

/** The first byte after a range. */
export function endOf(range: ByteRange): Bytes {
  return range.start + range.length;
}

/** The smallest multiple of `unit` that is not below `value`. Exact up to 2^53, unlike bit tricks. */
export function roundUp(value: Bytes, unit: Bytes): Bytes {
  const remainder = value % unit;
  return remainder === 0 ? value : value - remainder + unit;
}

/** The largest multiple of `unit` that is not above `value`. */
export function roundDown(value: Bytes, unit: Bytes): Bytes {
  return value - (value % unit);
}

/** The part of `range` that lies inside `[0, size)`; its length is 0 when nothing does. */
export function clip(range: ByteRange, size: Bytes): ByteRange {
  const start = Math.min(range.start, size);
  return { start, length: Math.max(0, Math.min(endOf(range), size) - start) };
}

export function isPowerOfTwo(value: number): boolean {
  return value > 0 && Number.isSafeInteger(value) && Number.isInteger(Math.log2(value));
}

const sizePattern = /^\s*(\d+(?:\.\d+)?)\s*([kmgt](?:i?b)?|b)?\s*$/i;
const unitSizes: Readonly<Record<string, Bytes>> = { k: KiB, m: MiB, g: GiB, t: TiB, b: 1 };

/**
 * Reads a size as people write it: `512`, `4KiB`, `10M`, `1.5GiB`. Units are powers of 1024.
 * Returns undefined for anything else, for fractions of a byte and for sizes above 2^53-1.
 */
export function parseSize(text: string): Bytes | undefined {
  const match = sizePattern.exec(text);
  if (!match) return undefined;
  const unit = unitSizes[(match[2] ?? 'b').charAt(0).toLowerCase()] ?? 1;
  const bytes = Number(match[1]) * unit;
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}
