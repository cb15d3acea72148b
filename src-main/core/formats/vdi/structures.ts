import type { Structure, StructureTitle } from '#shared/model/structure.ts';
import type { DescribeOptions, ImageFiles } from '../../disk/format.ts';
import { describeStructure, valueIn, type DescribedPlace } from '../../layout/describe-structure.ts';
import { bitsOf, markOf, oneOf, placeIn, sizeIn, versionInHalves } from '../../layout/meanings.ts';
import {
  header,
  header02,
  headerStart,
  imageTypes,
  knownFlags,
  lchs,
  preHeader,
  signature,
  version02,
} from './layout.ts';

const bytes = sizeIn(1);

const diskMeanings = {
  imageType: oneOf(imageTypes),
  flags: bitsOf({ zeroExpand: knownFlags }),
  sectorSize: bytes,
  diskSize: bytes,
  blockSize: bytes,
};

/** The headers of a VDI image as they are stored. One of a version that nobody knows is taken apart as those of today. */
export async function* describeVdi({ main, name }: ImageFiles, { signal }: DescribeOptions): AsyncGenerator<Structure> {
  const at = (title: StructureTitle, start: number): DescribedPlace => ({
    file: { name, content: main },
    title,
    start,
  });

  const first = await describeStructure(preHeader, at('vdi.pre-header', 0), signal, {
    signature: markOf(signature),
    version: versionInHalves,
  });
  yield first;
  if (valueIn(preHeader, first, 'version') === version02) {
    yield await describeStructure(header02, at('vdi.header-02', headerStart), signal, diskMeanings);
    return;
  }

  const second = await describeStructure(header, at('vdi.header', headerStart), signal, {
    ...diskMeanings,
    headerSize: bytes,
    mapStart: placeIn(1),
    dataStart: placeIn(1),
    blockExtra: bytes,
  });
  yield second;
  if ((valueIn(header, second, 'headerSize') ?? 0) < header.size + lchs.size) return;
  yield await describeStructure(lchs, at('vdi.geometry', headerStart + header.size), signal, { sectorSize: bytes });
}
