import { endOf, type ByteRange, type Bytes } from '#shared/model/bytes.ts';
import type { DiskContents, GuestPartition } from '#shared/model/guest.ts';

/** A part of the picture of a disk, from left to right. */
export type Segment =
  | { readonly kind: 'gap'; readonly range: ByteRange }
  | { readonly kind: 'partition'; readonly range: ByteRange; readonly partition: GuestPartition };

/** How much of a disk is what. Together they are its size. */
export interface DiskShares {
  readonly used: Bytes;
  readonly free: Bytes;
  /** Of partitions whose free space cannot be told. */
  readonly unknown: Bytes;
  /** In no partition. */
  readonly outside: Bytes;
}

/** A disk as its partitions and what lies between them. Of partitions that overlap, or reach beyond it, only the rest is drawn. */
export function segmentsOf({ virtualSize, guest }: DiskContents): readonly Segment[] {
  const segments: Segment[] = [];
  let end = 0;
  for (const partition of guest.partitions.toSorted((a, b) => a.range.start - b.range.start)) {
    const start = Math.min(Math.max(partition.range.start, end), virtualSize);
    const length = Math.min(endOf(partition.range), virtualSize) - start;
    if (length <= 0) continue;
    if (start > end) segments.push({ kind: 'gap', range: { start: end, length: start - end } });
    segments.push({ kind: 'partition', range: { start, length }, partition });
    end = start + length;
  }
  if (end < virtualSize) segments.push({ kind: 'gap', range: { start: end, length: virtualSize - end } });
  return segments;
}

/** The sums of a picture. */
export function sharesOf(segments: readonly Segment[]): DiskShares {
  const shares = { used: 0, free: 0, unknown: 0, outside: 0 };
  for (const segment of segments) {
    const { length } = segment.range;
    const free = segment.kind === 'partition' ? segment.partition.space?.freeBytes : undefined;
    if (segment.kind === 'gap') shares.outside += length;
    else if (free === undefined) shares.unknown += length;
    else {
      shares.free += Math.min(free, length);
      shares.used += length - Math.min(free, length);
    }
  }
  return shares;
}
