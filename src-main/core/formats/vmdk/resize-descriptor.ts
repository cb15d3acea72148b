import type { Bytes } from '#shared/model/bytes.ts';
import { valueOf, type Descriptor } from './descriptor.ts';
import { looksLikeExtent } from './extent-line.ts';
import { adapterTypes, geometryOf } from './geometry.ts';

// Texts are taken byte by byte here (Latin-1), so that a change of one line leaves the bytes of all others alone, whatever
// their encoding is.

/** The text of a descriptor with the geometry that goes with a size, where it tells one. It is a courtesy to old guests. */
export function withGeometry(text: string, descriptor: Descriptor, virtualSize: Bytes): string {
  const adapter = valueOf(descriptor, 'ddb.adapterType')?.toLowerCase();
  const known = adapterTypes.find((type) => type.toLowerCase() === adapter) ?? 'lsilogic';
  const geometry = geometryOf(virtualSize, known);
  return Object.entries(geometry).reduce(
    (changed, [part, value]) =>
      changed.replace(
        new RegExp(`^([ \\t]*ddb\\.geometry\\.${part}[ \\t]*=[ \\t]*"?)\\d+`, 'im'),
        `$1${String(value)}`,
      ),
    text,
  );
}

/** What the extent lines are to be: so many of the present ones, the last of them with another size, and new ones behind them. */
export interface ExtentLines {
  readonly kept: number;
  /** Sectors of the last kept one. */
  readonly lastSectors: number;
  /** Whole lines, as bytes in Latin-1. */
  readonly added: readonly string[];
}

/** The text of a descriptor with other extents. The lines that stay keep their bytes, but for the size of the last one. */
export function withExtents(text: string, { kept, lastSectors, added }: ExtentLines): string {
  const ending = text.includes('\r\n') ? '\r\n' : '\n';
  let number = 0;
  const lines = text.split('\n').flatMap((line) => {
    if (!looksLikeExtent(line.trim())) return [line];
    number += 1;
    if (number > kept) return [];
    if (number < kept) return [line];
    const resized = line.replace(/^(\s*\S+\s+)\d+/, `$1${String(lastSectors)}`);
    return [resized, ...added.map((more) => more + ending.slice(0, -1))];
  });
  return lines.join('\n');
}
