import { DiskError } from '#shared/errors.ts';
import { isPowerOfTwo, type Bytes } from '#shared/model/bytes.ts';
import type { Limits } from '../../disk/limits.ts';
import { nilUuid } from '../../layout/fields.ts';
import { blockSizeBounds, headerStart, imageTypes, type VdiHeader } from './layout.ts';

/** What the header is judged against: things that do not come from it. */
interface Evidence {
  readonly name: string;
  readonly fileSize: Bytes;
  readonly limits: Limits;
}

/** Throws the reason why an image with this header cannot be read faithfully, and nothing when it can. */
export function judgeHeader(header: VdiHeader, evidence: Evidence): void {
  judgeType(header, evidence);
  judgeSizes(header, evidence);
  judgePlaces(header, evidence);
}

function judgeType({ imageType, parentUuid }: VdiHeader, { name }: Evidence): void {
  switch (imageType) {
    case imageTypes.dynamic:
    case imageTypes.fixed:
      if (parentUuid === nilUuid) return;
      throw new DiskError('chain.contradictory', { name, problem: `it is of type ${imageType}, but names a parent` });
    case imageTypes.differencing:
      if (parentUuid !== nilUuid) return;
      throw new DiskError('chain.contradictory', { name, problem: 'it is a differencing image, but names no parent' });
    case imageTypes.undo:
      throw new DiskError('vdi.undo', { name });
    default:
      throw new DiskError('vdi.image-type', { name, type: imageType });
  }
}

function judgeSizes({ diskSize, blockSize, blockExtra, blocks }: VdiHeader, { name, limits }: Evidence): void {
  if (diskSize === 0) throw new DiskError('vdi.disk-size', { name });
  if (diskSize > limits.virtualSize) {
    throw new DiskError('vdi.disk-too-large', { name, size: diskSize, limit: limits.virtualSize });
  }
  const { minimum, maximum } = blockSizeBounds;
  if (!isPowerOfTwo(blockSize) || blockSize < minimum || blockSize > maximum) {
    throw new DiskError('vdi.block-size', { name, size: blockSize, minimum, maximum });
  }
  if (blockExtra !== 0 && (!isPowerOfTwo(blockExtra) || blockExtra > maximum)) {
    throw new DiskError('vdi.block-extra', { name, size: blockExtra, maximum });
  }
  const needed = Math.ceil(diskSize / blockSize);
  if (blocks < needed) throw new DiskError('vdi.map-too-small', { name, blocks, size: diskSize, needed });
}

function judgePlaces({ headerSize, mapStart, dataStart, blocks }: VdiHeader, { name, fileSize }: Evidence): void {
  const headerEnd = headerStart + headerSize;
  if (mapStart < headerEnd) throw new DiskError('vdi.map-overlaps-header', { name, start: mapStart, headerEnd });
  const end = mapStart + 4 * blocks;
  if (end > dataStart) throw new DiskError('vdi.map-overlaps-data', { name, end, dataStart });
  if (end > fileSize) throw new DiskError('vdi.map-truncated', { name, end, size: fileSize });
}
