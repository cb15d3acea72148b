import type { Bytes } from '#shared/model/bytes.ts';
import type { Identity } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { sign } from './checksum.ts';
import { capacityOf, geometryOf, maximumGeometry } from './geometry.ts';
import {
  type diskTypes,
  footer,
  footerCookie,
  header,
  headerCookie,
  parentLocator,
  timestampOf,
  version1,
} from './layout.ts';
import type { VhdPlan } from './plan.ts';

interface FooterContent {
  readonly diskSize: Bytes;
  readonly diskType: (typeof diskTypes)['fixed' | 'dynamic'];
  /** Null in a fixed image, which has no header. */
  readonly headerStart: Bytes | null;
  readonly identity: Identity;
}

/** The footer of an image, and the copy that a dynamic one has of it. */
export function encodeFooter({ diskSize, diskType, headerStart, identity }: FooterContent): Uint8Array {
  const geometry = geometryOf(diskSize);
  const encoded = footer.encode({
    cookie: footerCookie,
    // This bit is always set.
    features: 2,
    version: version1,
    headerStart,
    timestamp: timestampOf(identity.now()),
    creatorApplication: 'plat',
    creatorVersionMajor: 1,
    creatorVersionMinor: 0,
    // Some programs take no other host than Windows and Macintosh.
    creatorHost: 'Wi2k',
    originalSize: diskSize,
    currentSize: diskSize,
    // QEMU before 10.0 goes by the geometry of creators it does not know, unless it is the largest possible one.
    ...(capacityOf(geometry) === diskSize ? geometry : maximumGeometry),
    diskType,
    checksum: 0,
    uuid: identity.uuid(),
    savedState: 0,
    hidden: 0,
  });
  return sign(encoded, footer.offsetOf('checksum'));
}

/** The dynamic header of an image without a parent. */
export function encodeHeader({ tableStart, blocks, blockSize }: VhdPlan): Uint8Array {
  const encoded = header.encode({
    cookie: headerCookie,
    nextStructure: new Uint8Array(8).fill(0xff),
    tableStart,
    version: version1,
    // Exactly as many as the disk needs: Azure refuses tables with room to spare.
    tableEntries: blocks,
    blockSize,
    checksum: 0,
    parentUuid: nilUuid,
    parentTimestamp: 0,
    parentName: new Uint8Array(0),
    parentLocators: Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size)),
  });
  return sign(encoded, header.offsetOf('checksum'));
}
