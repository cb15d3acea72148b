import type { Bytes } from '#shared/model/bytes.ts';
import type { ResizeOptions } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { takeSpace } from '../../io/take-space.ts';
import { has } from './check-header.ts';
import { flag, sectorSize } from './layout.ts';
import type { MovableExtent } from './movable-extent.ts';
import { prepareSize, trimExtent, writeHeader } from './resize-sparse.ts';
import { planSparse } from './sparse-plan.ts';
import { SparseSink } from './sparse-sink.ts';

/** The last extent of a set while its size changes. The descriptor is replaced between `prepare` and `finish`. */
export interface ResizedExtent {
  /** Returns when the file holds what the new line will say, on the medium. With the old line the extent is what it was. */
  prepare(length: Bytes): Promise<void>;
  /** Gives up what the new line does not need. */
  finish(length: Bytes): Promise<void>;
  /** Makes another extent of its kind, empty, on the medium. */
  create(file: Writer, name: string, length: Bytes): Promise<void>;
}

/** A sparse extent of a set. While its header holds more than its line, the line counts. */
export function resizedSparse(
  extent: MovableExtent<Writer>,
  { limits, watch }: Pick<ResizeOptions, 'limits' | 'watch'>,
): ResizedExtent {
  const { file, grainBytes, source } = extent;
  return {
    async prepare(length) {
      const change = await prepareSize(extent, { sectors: length / sectorSize, limits, watch });
      if (length > extent.length) await writeHeader(file, change);
    },
    async finish(length) {
      if (length >= extent.length) return;
      await writeHeader(file, { capacity: length / sectorSize });
      await trimExtent(extent, watch.signal);
    },
    async create(made, name, length) {
      const zeroedGrains = has(source.header, flag.zeroedGrains);
      const plan = planSparse(length, grainBytes, { descriptorSectors: 0, zeroedGrains });
      await new SparseSink(made, name, { plan }).finish(watch.signal);
    },
  };
}

/** Where a flat extent lies in its file, and whether that is to take its space at once. */
export interface FlatPlace {
  readonly offset: Bytes;
  readonly length: Bytes;
  /** Where the other extents end that lie in the same file; 0 without any. */
  readonly othersEnd: Bytes;
  readonly isThin: boolean;
}

/** A flat extent. Where its file also holds others, it only becomes smaller. */
export function resizedFlat(file: Writer, { offset, length: before, othersEnd, isThin }: FlatPlace): ResizedExtent {
  const extend = (to: Writer, size: Bytes) => (isThin ? to.resize(size) : takeSpace(to, size));
  return {
    async prepare(length) {
      if (length <= before) return;
      if (file.size > offset + before) {
        // What lies there may be anything, and would appear on the disk.
        await file.resize(offset + before);
        await file.flush();
      }
      await extend(file, offset + length);
      await file.flush();
    },
    async finish(length) {
      const end = Math.max(offset + length, othersEnd);
      if (length >= before || file.size <= end) return;
      await file.resize(end);
      await file.flush();
    },
    async create(made, _, length) {
      await extend(made, length);
      await made.flush();
    },
  };
}
