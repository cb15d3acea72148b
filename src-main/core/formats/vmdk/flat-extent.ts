import { DiskError } from '#shared/errors.ts';
import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { OpenOptions } from '../../disk/format.ts';
import type { Reader } from '../../io/reader.ts';
import { sectorSize } from './layout.ts';
import type { ExtentPlace, VmdkExtent } from './vmdk-extent.ts';

export interface FlatFile {
  readonly reader: Reader;
  /** The file, for messages. */
  readonly name: string;
  /** Where the extent starts in it. */
  readonly offset: Bytes;
}

/**
 * An extent whose bytes lie in a file as they are. A part of the last sector may be missing there and reads as zeros;
 * more than that is `vmdk.extent-short`, or lost when the image is being rescued.
 */
export function flatExtent(place: ExtentPlace, file: FlatFile, { tolerance }: OpenOptions): VmdkExtent {
  const { start, length } = place;
  const { reader, name, offset } = file;
  // Asked each time, since writing to the last sector makes it whole.
  const stored = () => Math.min(Math.max(reader.size - offset, 0), length);
  const isCut = length - stored() >= sectorSize;
  if (isCut && tolerance === 'strict') {
    throw new DiskError('vmdk.extent-short', { name, size: reader.size, needed: offset + length });
  }

  function runsOf(range: ByteRange): Extent[] {
    const storedEnd = Math.min(Math.max(start + stored(), range.start), endOf(range));
    const data = { start: range.start, length: storedEnd - range.start };
    const missing = { start: storedEnd, length: endOf(range) - storedEnd };
    const inFile = { file: place.file, start: offset + data.start - start, length: data.length };
    return [
      ...(data.length > 0 ? [{ kind: 'data' as const, ...data, stored: inFile }] : []),
      ...(missing.length > 0 ? [{ kind: isCut ? ('lost' as const) : ('zero' as const), ...missing }] : []),
    ];
  }

  return {
    start,
    length,
    grainBytes: null,
    async *runs(range) {
      yield runsOf(range);
    },
  };
}

/** An extent that no file holds: a ZERO line, or one that must not be accessed. */
export function zeroExtent({ start, length }: ByteRange): VmdkExtent {
  return {
    start,
    length,
    grainBytes: null,
    async *runs(range) {
      yield [{ kind: 'zero', start: range.start, length: range.length }];
    },
  };
}

/** An extent of which nothing can be known, since its file is missing or is something else. */
export function lostExtent({ start, length }: ByteRange): VmdkExtent {
  return {
    start,
    length,
    grainBytes: null,
    async *runs(range) {
      yield [{ kind: 'lost', start: range.start, length: range.length }];
    },
  };
}
