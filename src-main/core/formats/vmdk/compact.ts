import type { Bytes } from '#shared/model/bytes.ts';
import type { CompactOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { compactExtent, planExtent } from './compact-extent.ts';
import { openCompactable } from './compact-open.ts';
import { canDeclareZero, firstUnitOf } from './compact-plan.ts';
import { ContentMark } from './edit-content-mark.ts';

/**
 * Gives grains back and makes the files shorter, one extent after another. In each, what is dropped is published before anything is
 * put into its place, and the file is cut only when all entries are on the medium. Throws what `openCompactable` throws.
 */
export async function compact(
  files: ImageFiles<Writer>,
  options: CompactOptions,
): Promise<{ readonly movedBytes: Bytes }> {
  const { limits, identity, holes, zeros, marks, watch } = options;
  const { signal } = watch;
  const how = { limits, tolerance: 'strict', signal } as const;
  const image = await openCompactable(files, how);
  const mayDeclareZero = canDeclareZero(image);

  const plans = [];
  for (const extent of image.extents) {
    const first = firstUnitOf(extent);
    const fate = (grain: number) => {
      if (mayDeclareZero && zeros.has(first + grain)) return 'zero';
      return holes.has(first + grain) ? 'hole' : 'kept';
    };
    plans.push(await planExtent(extent, fate, { limits, signal }));
  }
  if (marks === 'renew' && plans.some(({ drops }) => drops)) {
    const mark = await ContentMark.find(files.main, image.area, files.name, { ...how, identity });
    await mark.change(signal);
  }
  const total = plans.reduce((sum, { toMove }) => sum + toMove, 0);
  let movedBytes = 0;
  const report = () => {
    watch.report({ phase: 'compact', done: movedBytes, total, unit: 'bytes' });
  };
  report();
  for (const plan of plans) {
    const onMoved = (bytes: Bytes) => {
      movedBytes += bytes;
      report();
    };
    await compactExtent(plan, { limits, signal, onMoved });
  }
  return { movedBytes };
}
