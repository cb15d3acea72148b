import type { Bytes } from '#shared/model/bytes.ts';
import type { Identity } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { sign } from './checksum.ts';
import { capacityOf, geometryOf, maximumGeometry, type Geometry } from './geometry.ts';
import {
  alwaysSet,
  type diskTypes,
  footer,
  footerCookie,
  header,
  headerCookie,
  parentLocator,
  timestampOf,
  version1,
  type Header,
} from './layout.ts';
import type { VhdPlan } from './plan.ts';

interface FooterContent {
  readonly diskSize: Bytes;
  readonly diskType: (typeof diskTypes)[keyof typeof diskTypes];
  /** Null in a fixed image, which has no header. */
  readonly headerStart: Bytes | null;
  readonly identity: Identity;
  /** That of the parent, for a child. */
  readonly geometry?: Geometry;
}

/** The footer of an image, and the copy that a dynamic one has of it. */
export function encodeFooter(content: FooterContent): Uint8Array {
  const { diskSize, diskType, headerStart, identity } = content;
  const { cylinders, heads, sectorsPerTrack } = content.geometry ?? newGeometry(diskSize);
  const encoded = footer.encode({
    cookie: footerCookie,
    features: alwaysSet,
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
    cylinders,
    heads,
    sectorsPerTrack,
    diskType,
    checksum: 0,
    uuid: identity.disk ?? identity.uuid(),
    savedState: 0,
    hidden: 0,
  });
  return sign(encoded, footer.offsetOf('checksum'));
}

/** QEMU before 10.0 goes by the geometry of creators it does not know, unless it is the largest possible one. */
export function newGeometry(diskSize: Bytes): Geometry {
  const geometry = geometryOf(diskSize);
  return capacityOf(geometry) === diskSize ? geometry : maximumGeometry;
}

/** What the header of a child tells of its parent. */
type ParentFields = Pick<Header, 'parentUuid' | 'parentTimestamp' | 'parentName' | 'parentLocators'>;

const noParent: ParentFields = {
  parentUuid: nilUuid,
  parentTimestamp: 0,
  parentName: new Uint8Array(0),
  parentLocators: Array.from({ length: 8 }, () => new Uint8Array(parentLocator.size)),
};

/** The dynamic header of an image, by default of one without a parent. */
export function encodeHeader({ tableStart, blocks, blockSize }: VhdPlan, parent = noParent): Uint8Array {
  const encoded = header.encode({
    cookie: headerCookie,
    nextStructure: new Uint8Array(8).fill(0xff),
    tableStart,
    version: version1,
    // Exactly as many as the disk needs: Azure refuses tables with room to spare.
    tableEntries: blocks,
    blockSize,
    checksum: 0,
    ...parent,
  });
  return sign(encoded, header.offsetOf('checksum'));
}
