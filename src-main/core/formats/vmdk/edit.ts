import { DiskError } from '#shared/errors.ts';
import { KiB } from '#shared/model/bytes.ts';
import type { EditableLayer, EditOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { refuseEditKind } from './edit-kinds.ts';
import { editSet } from './edit-set.ts';
import { editSingle } from './edit-single.ts';
import { isCarrier } from './open-carrier.ts';
import { kindOf } from './probe.ts';

/**
 * Opens a VMDK image to be written in place. Refuses, besides what cannot be read, the kinds that are only read, and images
 * whose tables contradict themselves: what is written there could destroy what is readable now.
 */
export async function edit(files: ImageFiles<Writer>, options: EditOptions): Promise<EditableLayer> {
  const { main, name } = files;
  const how: EditOptions = { ...options, tolerance: 'strict' };
  const head = new Uint8Array(Math.min(main.size, 4 * KiB));
  await main.read(0, head, how.signal);
  const kind = kindOf(head);
  if (kind === 'descriptor') return editSet(files, how);
  if (kind === 'sparse') {
    if (!isCarrier(head)) return editSingle(files, how);
    throw new DiskError('vmdk.edit-kind', { name, kind: 'nothing but the descriptor of other files' });
  }
  if (kind === 'unfinished') throw new DiskError('vmdk.unfinished', { name });
  await refuseEditKind(main, name);
  throw new DiskError('probe.not-this-format', { name, format: 'VMDK' });
}
