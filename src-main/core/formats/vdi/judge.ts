import { DiskError } from '#shared/errors.ts';
import { isPowerOfTwo, type Bytes } from '#shared/model/bytes.ts';
import type { Facts } from '#shared/model/facts.ts';
import type { Limits } from '../../disk/limits.ts';
import { nilUuid } from '../../layout/fields.ts';
import { blockSizeBounds, header as header11, headerStart, imageTypes, type VdiHeader } from './layout.ts';

/** What the header is judged against: things that do not come from it. */
interface Evidence {
  readonly name: string;
  readonly fileSize: Bytes;
  readonly limits: Limits;
}

/** Why an image cannot be read faithfully, as the row of shared/text/errors and what fills its sentence. */
export interface HeaderFault {
  readonly reason:
    | 'chain.contradictory'
    | 'vdi.undo'
    | 'vdi.image-type'
    | 'vdi.header-size'
    | 'vdi.disk-size'
    | 'vdi.disk-too-large'
    | 'vdi.block-size'
    | 'vdi.block-extra'
    | 'vdi.map-too-small'
    | 'vdi.map-overlaps-header'
    | 'vdi.map-overlaps-data'
    | 'vdi.map-truncated';
  readonly facts: Facts;
}

/** Throws the first reason why an image with this header cannot be read faithfully, and nothing when it can. */
export function judgeHeader(header: VdiHeader, evidence: Evidence): void {
  for (const { reason, facts } of faultsOf(header, evidence)) throw new DiskError(reason, facts);
}

/** Every reason why an image with this header cannot be read faithfully; none when it can. */
export function* faultsOf(header: VdiHeader, evidence: Evidence): Generator<HeaderFault, void, void> {
  yield* faultsOfType(header, evidence);
  yield* faultsOfSizes(header, evidence);
  yield* faultsOfPlaces(header, evidence);
}

function* faultsOfType({ imageType, parentUuid }: VdiHeader, { name }: Evidence): Generator<HeaderFault, void, void> {
  switch (imageType) {
    case imageTypes.dynamic:
    case imageTypes.fixed: {
      const problem = `it is of type ${imageType}, but names a parent`;
      if (parentUuid !== nilUuid) yield { reason: 'chain.contradictory', facts: { name, problem } };
      return;
    }
    case imageTypes.differencing: {
      const problem = 'it is a differencing image, but names no parent';
      if (parentUuid === nilUuid) yield { reason: 'chain.contradictory', facts: { name, problem } };
      return;
    }
    case imageTypes.undo:
      return yield { reason: 'vdi.undo', facts: { name } };
    default:
      yield { reason: 'vdi.image-type', facts: { name, type: imageType } };
  }
}

function* faultsOfSizes(header: VdiHeader, { name, limits }: Evidence): Generator<HeaderFault, void, void> {
  const { diskSize, blockSize, blockExtra, blocks } = header;
  if (diskSize === 0) yield { reason: 'vdi.disk-size', facts: { name } };
  if (diskSize > limits.virtualSize) {
    yield { reason: 'vdi.disk-too-large', facts: { name, size: diskSize, limit: limits.virtualSize } };
  }
  const { minimum, maximum } = blockSizeBounds;
  if (blockExtra !== 0 && (!isPowerOfTwo(blockExtra) || blockExtra > maximum)) {
    yield { reason: 'vdi.block-extra', facts: { name, size: blockExtra, maximum } };
  }
  if (!isPowerOfTwo(blockSize) || blockSize < minimum || blockSize > maximum) {
    return yield { reason: 'vdi.block-size', facts: { name, size: blockSize, minimum, maximum } };
  }
  const needed = Math.ceil(diskSize / blockSize);
  if (blocks < needed) yield { reason: 'vdi.map-too-small', facts: { name, blocks, size: diskSize, needed } };
}

function* faultsOfPlaces(header: VdiHeader, { name, fileSize }: Evidence): Generator<HeaderFault, void, void> {
  const { version, headerSize, mapStart, dataStart, blocks } = header;
  // Version 0.2 stores no size of its header.
  const minimum = version === '0.2' ? headerSize : header11.size;
  if (headerSize < minimum) yield { reason: 'vdi.header-size', facts: { name, size: headerSize, minimum } };
  const headerEnd = headerStart + Math.max(minimum, headerSize);
  if (mapStart < headerEnd) yield { reason: 'vdi.map-overlaps-header', facts: { name, start: mapStart, headerEnd } };
  const end = mapStart + 4 * blocks;
  if (end > dataStart) yield { reason: 'vdi.map-overlaps-data', facts: { name, end, dataStart } };
  if (end > fileSize) yield { reason: 'vdi.map-truncated', facts: { name, end, size: fileSize } };
}
