import { DiskError } from '#shared/errors.ts';
import { clip } from '#shared/model/bytes.ts';
import type { Structure, StructureTitle } from '#shared/model/structure.ts';
import type { DescribeOptions } from '../../disk/format.ts';
import type { Meanings } from '../../layout/describe-fields.ts';
import { describeLost, describeStructure, valueIn, type DescribedFile } from '../../layout/describe-structure.ts';
import { bitsOf, markOf, oneOf, placeIn, sizeIn } from '../../layout/meanings.ts';
import { describeDescriptor } from './descriptor-structure.ts';
import {
  compression,
  flag,
  magic,
  marker,
  markerType,
  newlineTest,
  sectorSize,
  sparseHeader,
  type SparseHeader,
} from './layout.ts';
import { findFooter } from './read-header.ts';

const sectors = sizeIn(sectorSize);
const sector = placeIn(sectorSize);

const headerMeanings: Meanings<SparseHeader> = {
  magic: markOf(magic.sparse),
  flags: bitsOf(flag),
  capacity: sectors,
  grainSize: sectors,
  descriptorOffset: sector,
  descriptorSize: sectors,
  redundantDirectory: sector,
  directory: sector,
  overhead: sectors,
  uncleanShutdown: oneOf({ clean: 0, unclean: 1 }),
  newlineSingle: markOf(newlineTest.single),
  newlineOther: markOf(newlineTest.other),
  newlineDouble1: markOf(newlineTest.double1),
  newlineDouble2: markOf(newlineTest.double2),
  compression: oneOf(compression),
};

/**
 * Header and descriptor of a hosted sparse extent, and the end of a stream. Returns the descriptor of a file that holds no part of
 * the disk itself; any other may have been renamed, so that the name in its line means nothing.
 */
export async function* describeSparse(file: DescribedFile, how: DescribeOptions): AsyncGenerator<Structure, string> {
  const { limits, signal } = how;
  const place = { file, start: 0, title: 'vmdk.sparse-header' } as const;
  const header = await describeStructure(sparseHeader, place, signal, headerMeanings);
  yield header;
  let listed = '';
  const offset = valueIn(sparseHeader, header, 'descriptorOffset') ?? 0;
  if (offset > 0) {
    const size = (valueIn(sparseHeader, header, 'descriptorSize') ?? 0) * sectorSize;
    // Some writers leave the size out; the text ends at its first NUL in any case.
    const most = {
      start: offset * sectorSize,
      length: size === 0 ? limits.textBytes : Math.min(size, limits.textBytes),
    };
    const length = size === 0 ? clip(most, file.content.size).length : most.length;
    const text = yield* describeDescriptor(file, { ...most, length }, signal);
    if (valueIn(sparseHeader, header, 'capacity') === 0) listed = text;
  }
  if (valueIn(sparseHeader, header, 'directory') === null) yield* describeEnd(file, signal);
  return listed;
}

/** The end of a stream, where its directory and a second header lie behind markers. */
async function* describeEnd(file: DescribedFile, signal: AbortSignal): AsyncGenerator<Structure> {
  const at = (title: StructureTitle, start: number) => ({ file, title, start });
  const describeMarker = (title: StructureTitle, start: number) =>
    describeStructure(marker, at(title, start), signal, { type: oneOf(markerType) });
  const end = Math.max(0, file.content.size - 2 * sectorSize);
  try {
    const found = await findFooter(file.content, signal);
    if (!found) throw new DiskError('vmdk.footer-missing', { name: file.name });
    const { directory } = found.footer;
    if (directory !== null && directory > 0)
      yield await describeMarker('vmdk.directory-marker', (directory - 1) * sectorSize);
    yield await describeMarker('vmdk.footer-marker', found.at - sectorSize);
    yield await describeStructure(sparseHeader, at('vmdk.footer', found.at), signal, headerMeanings);
    yield await describeMarker('vmdk.end-marker', found.at + sectorSize);
  } catch (thrown) {
    yield describeLost(thrown, at('vmdk.footer', end), signal);
  }
}
