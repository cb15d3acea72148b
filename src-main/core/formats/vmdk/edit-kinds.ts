import { DiskError } from '#shared/errors.ts';
import type { Reader } from '../../io/reader.ts';
import { sectorSize } from './layout.ts';
import { kindOf, type FileKind } from './probe.ts';

/** Kinds of extents that are read, but not written in place, as sentences call them. */
const readOnly: Partial<Readonly<Record<FileKind, string>>> = {
  cowd: 'changes of an ESX host (COWD)',
  'se-sparse': 'space-efficient extents of an ESXi host (seSparse)',
};

/** Throws `vmdk.edit-kind` for a file that is an extent of a kind that is only read; its first bytes tell, not its line. */
export async function refuseEditKind(file: Reader, name: string): Promise<void> {
  const head = new Uint8Array(Math.min(file.size, sectorSize));
  await file.read(0, head);
  const kind = readOnly[kindOf(head)];
  if (kind !== undefined) throw new DiskError('vmdk.edit-kind', { name, kind });
}
