import type { Bytes } from '#shared/model/bytes.ts';
import { plain } from '#shared/text/plain.ts';
import { sizeInWords } from '#shared/text/quantities.ts';

/** A size in words and in bytes: `1.5 GiB (1610612736 bytes)`. */
export function sizeInFull(bytes: Bytes): string {
  const words = sizeInWords(bytes);
  return bytes < 1024 ? words : `${words} (${String(bytes)} bytes)`;
}

/** Lines of `name  value`, the values under each other. */
export function factList(facts: readonly (readonly [name: string, value: string])[], indent = ''): string {
  const width = Math.max(...facts.map(([name]) => name.length));
  return facts.map(([name, value]) => `${indent}${name.padEnd(width)}  ${plain(value)}\n`).join('');
}

/** `blockSize` and `image_type` as a person reads them: `block size`, `image type`. */
export function labelOf(key: string): string {
  return key
    .replaceAll(/([a-z\d])([A-Z])/g, '$1 $2')
    .replaceAll(/[_-]/g, ' ')
    .toLowerCase();
}
