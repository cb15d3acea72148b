import { Distrusted } from '../distrusted.ts';
import { crc16, crc32c, littleEndian32 } from './checksums.ts';
import { has, type Features } from './features.ts';
import {
  crc32cType,
  groupDescriptor,
  incompatible,
  readOnlyCompatible,
  superblock,
  type Superblock,
} from './layout.ts';

/** The checksums that a volume carries. Each function throws `Distrusted` for a wrong one; without checksums they do nothing. */
export interface Checksums {
  /** `stored` is the superblock as it lies on the disk. */
  superblock(stored: Uint8Array): void;
  /** `stored` is one descriptor, as long as the volume has them. */
  descriptor(group: number, stored: Uint8Array): void;
  /** `bitmap` are the bits of the group's blocks. */
  bitmap(bitmap: Uint8Array, expected: { readonly low: number; readonly high: number | undefined }): void;
}

const none: Checksums = { superblock: () => undefined, descriptor: () => undefined, bitmap: () => undefined };
const checksumAt = groupDescriptor.offsetOf('checksum');
const noChecksum = new Uint8Array(2);

/** Which checksums a volume has: CRC-32C of everything, CRC-16 of the descriptors only, or none. */
export function checksumsOf(block: Superblock, features: Features): Checksums {
  if (has(features.readOnlyCompatible, readOnlyCompatible.metadataChecksums)) return fullChecksums(block, features);
  if (has(features.readOnlyCompatible, readOnlyCompatible.groupChecksums)) return groupChecksums(block);
  return none;
}

function fullChecksums(block: Superblock, features: Features): Checksums {
  const hasSeed = has(features.incompatible, incompatible.checksumSeed);
  const seed = hasSeed ? block.checksumSeed : crc32c(0xffff_ffff, block.uuid);
  return {
    superblock(stored) {
      const sum = crc32c(0xffff_ffff, stored.subarray(0, superblock.offsetOf('checksum')));
      agree(block.checksumType === crc32cType && sum === block.checksum, superblock.title);
    },
    descriptor(group, stored) {
      let sum = crc32c(seed, littleEndian32(group));
      sum = crc32c(sum, stored.subarray(0, checksumAt));
      sum = crc32c(sum, noChecksum);
      sum = crc32c(sum, stored.subarray(checksumAt + 2));
      agree((sum & 0xffff) === groupDescriptor.decode(stored).checksum, groupDescriptor.title);
    },
    bitmap(bitmap, { low, high }) {
      const sum = crc32c(seed, bitmap);
      agree((sum & 0xffff) === low && (high === undefined || sum >>> 16 === high), 'block bitmap');
    },
  };
}

function groupChecksums({ uuid }: Superblock): Checksums {
  return {
    ...none,
    descriptor(group, stored) {
      let sum = crc16(0xffff, uuid);
      sum = crc16(sum, littleEndian32(group));
      sum = crc16(sum, stored.subarray(0, checksumAt));
      sum = crc16(sum, stored.subarray(checksumAt + 2));
      agree(sum === groupDescriptor.decode(stored).checksum, groupDescriptor.title);
    },
  };
}

function agree(holds: boolean, structure: string): void {
  if (!holds) throw new Distrusted('bad-checksum', { structure });
}
