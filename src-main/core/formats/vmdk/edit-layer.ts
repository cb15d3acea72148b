import type { Bytes, ByteRange } from '#shared/model/bytes.ts';
import { allOf } from '../../io/all-of.ts';
import type { EditableLayer, LayerFile } from '../../disk/format.ts';
import type { ContentMark } from './edit-content-mark.ts';
import type { EditableExtent } from './editable-extent.ts';
import { sectorSize } from './layout.ts';
import { partsOf, vmdkLayer, type Description } from './layer.ts';

/** What an editable layer is made of, besides its extents. */
export interface EditedImage {
  readonly files: readonly LayerFile[];
  readonly description: Description;
  readonly mark: ContentMark;
}

/** A VMDK image that is written in place: its extents side by side, with one content id for all of them. */
export function editableLayer(extents: readonly EditableExtent[], image: EditedImage): EditableLayer {
  const { files, description, mark } = image;

  const allParts = (range: ByteRange) => [...partsOf(extents, range)];

  /** The parts of a range. Throws `vmdk.extent-not-writable` before anything is done to one of them. */
  function partsFor(change: 'write' | 'zero', range: ByteRange): ReturnType<typeof allParts> {
    const parts = allParts(range);
    for (const { extent } of parts) extent.refuse?.(change);
    return parts;
  }

  return {
    ...vmdkLayer(extents, files, description),
    get marks() {
      return mark.marks;
    },
    editUnit: editUnitOf(extents),
    async write(at, bytes, signal) {
      for (const { extent, part } of partsFor('write', { start: at, length: bytes.length })) {
        const { start, length } = part;
        await extent.write(start, bytes.subarray(start - at, start - at + length), signal);
      }
    },
    async zero(range, signal) {
      for (const { extent, part } of partsFor('zero', range)) await extent.zero(part, signal);
    },
    async discard(range, signal) {
      for (const { extent, part } of partsOf(extents, range)) await extent.discard(part, signal);
    },
    async flush(signal) {
      await allOf(extents.map((extent) => extent.flush(signal)));
    },
  };
}

/** The largest grain of the extents; all of them are powers of two. */
export function editUnitOf(extents: readonly EditableExtent[]): Bytes {
  return extents.reduce((largest, { grainBytes }) => Math.max(largest, grainBytes ?? 0), sectorSize);
}
