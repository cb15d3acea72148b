import type { Identity } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { header, headerStart, type imageTypes, lchs, preHeader, signature, version11 } from './layout.ts';
import type { VdiPlan } from './plan.ts';

interface Extras {
  readonly imageType: (typeof imageTypes)['dynamic' | 'fixed'];
  readonly comment: string;
  readonly identity: Identity;
}

/** The header of an image without a parent, version 1.1+, as one sector. */
export function encodeHeader(plan: VdiPlan, blocksAllocated: number, extras: Extras): Uint8Array {
  const { imageType, comment, identity } = extras;
  const sector = new Uint8Array(512);
  sector.set(preHeader.encode({ banner: '<<< Platter Disk Image >>>\n', signature, version: version11 }));
  sector.set(
    header.encode({
      headerSize: header.size + lchs.size,
      imageType,
      flags: 0,
      comment,
      mapStart: plan.mapStart,
      dataStart: plan.dataStart,
      cylinders: 0,
      heads: 0,
      sectors: 0,
      // QEMU insists on 512 in this copy, VirtualBox in the one of the logical geometry.
      sectorSize: 512,
      diskSize: plan.diskSize,
      blockSize: plan.blockSize,
      blockExtra: 0,
      blocks: plan.blocks,
      blocksAllocated,
      uuid: identity.uuid(),
      // VirtualBox calls a header without this one invalid.
      modificationUuid: identity.uuid(),
      parentUuid: nilUuid,
      parentModificationUuid: nilUuid,
    }),
    headerStart,
  );
  // Zero geometry leaves the choice to the BIOS.
  sector.set(lchs.encode({ cylinders: 0, heads: 0, sectors: 0, sectorSize: 512 }), headerStart + header.size);
  return sector;
}
