import { expect } from 'vitest';
import { endOf, type ByteRange } from '#shared/model/bytes.ts';
import type { Layer } from '#main/core/disk/format.ts';

/** Expects the extents of a range to be complete, in order, without gaps, inside the range and inside their files. */
export async function expectWholeExtents(layer: Layer, range: ByteRange): Promise<void> {
  const problems: string[] = [];
  let next = range.start;
  for await (const batch of layer.extents(range)) {
    for (const extent of batch) {
      const { start, length, kind, stored } = extent;
      if (start !== next) problems.push(`a run starts at ${start}, not at ${next}`);
      if (length <= 0) problems.push(`a run at ${start} has the length ${length}`);
      if (stored && kind !== 'data') problems.push(`the ${kind} at ${start} has a place`);
      if (stored && stored.length !== length) problems.push(`the place of ${start} has another length`);
      const file = stored && layer.files[stored.file];
      if (stored && !(file && endOf(stored) <= file.content.size)) problems.push(`${start} lies outside its file`);
      next = endOf(extent);
    }
  }
  if (next !== endOf(range)) problems.push(`the runs end at ${next}, not at ${endOf(range)}`);
  expect(problems).toEqual([]);
}
