import type { Identity } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { header, headerStart, type imageTypes, lchs, preHeader, signature, version11 } from './layout.ts';
import type { VdiPlan } from './plan.ts';

export interface Extras {
  readonly imageType: (typeof imageTypes)['dynamic' | 'fixed' | 'differencing'];
  /** Of a differencing image, and of no other: the ids of its parent and of the state in which it is. */
  readonly parent?: { readonly uuid: string; readonly modificationUuid: string };
  readonly comment: string;
  readonly identity: Identity;
}

/** The header of a new image, version 1.1+, as one sector. */
export function encodeHeader(plan: VdiPlan, blocksAllocated: number, extras: Extras): Uint8Array {
  const { imageType, parent, comment, identity } = extras;
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
      uuid: identity.disk ?? identity.uuid(),
      // VirtualBox calls a header without this one invalid.
      modificationUuid: identity.uuid(),
      parentUuid: parent?.uuid ?? nilUuid,
      parentModificationUuid: parent?.modificationUuid ?? nilUuid,
    }),
    headerStart,
  );
  // Zero geometry leaves the choice to the BIOS.
  sector.set(lchs.encode({ cylinders: 0, heads: 0, sectors: 0, sectorSize: 512 }), headerStart + header.size);
  return sector;
}
