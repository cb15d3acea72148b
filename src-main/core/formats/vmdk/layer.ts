import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { IdentityMarks, Layer, LayerFile, ParentClaim } from '../../disk/format.ts';
import type { Facts } from '#shared/errors.ts';
import type { VmdkExtent } from './vmdk-extent.ts';

/** What the descriptor tells of an image. */
export interface Description {
  readonly variant: string;
  readonly facts: Facts;
  readonly uuid?: string;
  readonly marks?: IdentityMarks;
  readonly parent?: ParentClaim;
}

/** A VMDK image as one layer: its extents side by side. */
export function vmdkLayer(
  extents: readonly VmdkExtent[],
  files: readonly LayerFile[],
  description: Description,
): Layer {
  const last = extents.at(-1);

  return {
    ...description,
    virtualSize: last ? endOf(last) : 0,
    blockSize: extents.find(({ grainBytes }) => grainBytes !== null)?.grainBytes ?? null,
    files,
    isCompressed: extents.some((extent) => extent.isCompressed),
    async *extents(range: ByteRange, signal?: AbortSignal): AsyncGenerator<readonly Extent[]> {
      for (const { extent, part } of partsOf(extents, range)) yield* extent.runs(part, signal);
    },
    async readStored(at: Bytes, target: Uint8Array, signal?: AbortSignal): Promise<void> {
      for (const { extent, part } of partsOf(extents, { start: at, length: target.length })) {
        await extent.readStored?.(part.start, target.subarray(part.start - at, endOf(part) - at), signal);
      }
    },
  };
}

/** The parts of a range with the extents that hold them. Sets have thousands of extents, so the first one is searched. */
export function* partsOf<E extends ByteRange>(
  extents: readonly E[],
  range: ByteRange,
): Generator<{ readonly extent: E; readonly part: ByteRange }> {
  for (let index = indexAt(extents, range.start); index < extents.length; index += 1) {
    const extent = extents[index];
    if (!extent || extent.start >= endOf(range)) return;
    const start = Math.max(range.start, extent.start);
    const length = Math.min(endOf(range), endOf(extent)) - start;
    if (length > 0) yield { extent, part: { start, length } };
  }
}

/** The index of the extent that holds an offset. */
function indexAt(extents: readonly ByteRange[], at: Bytes): number {
  let low = 0;
  let high = extents.length;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const extent = extents[middle];
    if (extent && endOf(extent) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
