import type { Facts } from '#shared/model/facts.ts';
import { nilUuid } from '../../layout/fields.ts';
import type { VdiHeader } from './layout.ts';

/** What people look up about a VDI image, as plain values. */
export function factsOf(header: VdiHeader): Facts {
  const { geometry } = header;
  return {
    headerVersion: header.version,
    headerSize: header.headerSize,
    imageType: header.imageType,
    flags: header.flags,
    diskSize: header.diskSize,
    blocks: header.blocks,
    blocksAllocated: header.blocksAllocated,
    mapStart: header.mapStart,
    dataStart: header.dataStart,
    ...(header.blockExtra > 0 ? { blockExtra: header.blockExtra } : {}),
    ...(header.comment === '' ? {} : { comment: header.comment }),
    ...(header.modificationUuid === nilUuid ? {} : { modificationUuid: header.modificationUuid }),
    ...(geometry ? { geometry: `${geometry.cylinders}/${geometry.heads}/${geometry.sectors}` } : {}),
  };
}
