import { assertNever, DiskError } from '#shared/errors.ts';
import { KiB } from '#shared/model/bytes.ts';
import type { ImageFiles, Layer, OpenOptions } from '../../disk/format.ts';
import { openBare } from './open-bare.ts';
import { isCarrier, openCarrier } from './open-carrier.ts';
import { openSet } from './open-set.ts';
import { openSingle } from './open-single.ts';
import { kindOf } from './probe.ts';

/** Opens a VMDK image through the file a person picked: a descriptor, or a sparse file that holds its own. */
export async function open(files: ImageFiles, how: OpenOptions): Promise<Layer> {
  const { main, name } = files;
  const head = new Uint8Array(Math.min(main.size, 4 * KiB));
  await main.read(0, head, how.signal);
  const kind = kindOf(head);
  switch (kind) {
    case 'sparse':
      return isCarrier(head) ? openCarrier(files, how) : openSingle(files, how);
    case 'descriptor':
      return openSet(files, how);
    case 'unfinished':
      throw new DiskError('vmdk.unfinished', { name });
    case 'cowd':
    case 'se-sparse':
      return openBare(files, kind, how);
    case 'unknown':
      throw new DiskError('probe.not-this-format', { name, format: 'VMDK' });
    default:
      return assertNever(kind);
  }
}
