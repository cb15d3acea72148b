import type { EditableLayer, EditOptions, ImageFiles } from '../../disk/format.ts';
import type { Writer } from '../../io/reader.ts';
import { ContentMark } from './edit-content-mark.ts';
import { refuseTracked } from './edit-descriptor.ts';
import { editableLayer } from './edit-layer.ts';
import { openSparseEditor } from './edit-open-sparse.ts';
import { lockedExtent } from './editable-extent.ts';
import { sectorSize } from './layout.ts';
import { readSingle } from './open-single.ts';

/** Opens a sparse file that is a disk of its own, to be written in place. */
export async function editSingle({ main, name }: ImageFiles<Writer>, how: EditOptions): Promise<EditableLayer> {
  const { source, area, descriptor, line, description } = await readSingle(main, name, how);
  refuseTracked(descriptor, name);
  const mark = await ContentMark.find(main, area, name, how);
  const place = { start: 0, length: line.sectors * sectorSize, file: 0 };
  const toEdit = { source, mark, hasParent: description.parent !== undefined };
  const extent = await openSparseEditor(place, main, toEdit, { ...how, name, sharers: 1 });
  const { access } = line;
  return editableLayer([access === 'RW' ? extent : lockedExtent(extent, { descriptor: name, access })], {
    files: [{ name, role: 'image', content: main }],
    description,
    mark,
  });
}
