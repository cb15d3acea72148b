import { DiskError } from '#shared/errors.ts';
import type { Bytes } from '#shared/model/bytes.ts';
import type { ChildPlan, TargetFiles } from '../../disk/format.ts';
import { nilUuid } from '../../layout/fields.ts';
import { imageTypes } from './layout.ts';
import type { VdiOptions } from './options.ts';
import { planVdi, type VdiPlan } from './plan.ts';
import { growingSink } from './sink.ts';

/**
 * Writes an empty differencing image. It knows its parent by two ids only, the disk's and that of its present state, so it finds
 * it under any name. Throws `vdi.parent-without-id`.
 */
export async function createChild({ main }: TargetFiles, plan: ChildPlan<VdiOptions>): Promise<void> {
  const { options, identity, parent } = plan;
  const { id = nilUuid, modification = nilUuid } = parent.layer.marks ?? {};
  if (id === nilUuid || modification === nilUuid) throw new DiskError('vdi.parent-without-id', { path: parent.path });
  const { virtualSize, blockSize } = parent.layer;
  const sink = growingSink(main, planChild(virtualSize, blockSize ?? options.blockSize), {
    imageType: imageTypes.differencing,
    parent: { uuid: id, modificationUuid: modification },
    comment: options.comment,
    identity,
  });
  await sink.finish();
}

/** As the parent is cut, unless a map of so small blocks would end above the 4 GiB that the place of the data can express. */
function planChild(virtualSize: Bytes, blockSize: Bytes): VdiPlan {
  const plan = planVdi(virtualSize, blockSize);
  return plan.dataStart < 2 ** 32 ? plan : planChild(virtualSize, 2 * blockSize);
}
