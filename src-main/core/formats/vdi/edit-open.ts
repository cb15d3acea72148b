import { DiskError } from '#shared/errors.ts';
import type { EditOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { WriteBack } from '../../io/write-back.ts';
import { tablePage } from '../../layout/entry-table.ts';
import { EditableMap } from './edit-map.ts';
import { readHeader } from './header.ts';
import { judgeHeader } from './judge.ts';
import { mapTable } from './layer.ts';
import { knownFlags, type VdiHeader } from './layout.ts';
import type { BlockMap } from './map.ts';

/** The header of an image that may be written to. Throws what `openVdi` throws, and why it must not be. */
export async function readEditableHeader(
  files: ImageFiles,
  { limits, signal }: Pick<EditOptions, 'limits' | 'signal'>,
): Promise<VdiHeader> {
  const { main, name } = files;
  const header = await readHeader(files, signal);
  judgeHeader(header, { name, fileSize: main.size, limits });
  judgeEditing(header, name);
  return header;
}

/** The map of an image that is written in place, all of it read and found sound. Throws what `editVdi` throws. */
export async function openEditableMap(
  files: ImageFiles<Writer>,
  options: Pick<EditOptions, 'limits' | 'identity' | 'signal'>,
): Promise<EditableMap> {
  const { main, name } = files;
  const { identity, signal } = options;
  const header = await readEditableHeader(files, options);
  const table = new WriteBack(main, { pageSize: tablePage, pages: 16 });
  const map: BlockMap = {
    header,
    table: mapTable(header, table),
    name,
    get fileSize() {
      return main.size;
    },
    tolerance: 'strict',
  };
  return EditableMap.open(map, { file: main, table, identity }, signal);
}

/** Throws the reason why an image that can be read must not be written to. */
function judgeEditing({ version, flags, diskSize }: VdiHeader, name: string): void {
  if (version === '0.2') throw new DiskError('vdi.edit-version', { name });
  if ((flags & ~knownFlags) !== 0) throw new DiskError('vdi.edit-flags', { name, flags });
  // The last sector would show bytes that the image says are not there: VirtualBox leaves it out, QEMU fills it up.
  if (diskSize % 512 !== 0) throw new DiskError('vdi.edit-odd-size', { name, size: diskSize });
}
