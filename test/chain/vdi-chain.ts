import { writeFile } from 'node:fs/promises';
import type { ValueOf } from '#main/core/layout/struct.ts';
import { imageTypes, type header } from '#main/core/formats/vdi/layout.ts';
import { buildVdi } from '#test/formats/vdi/build.ts';

export interface VdiLink {
  readonly map: readonly number[];
  /** What all stored bytes of the link are; the usual pattern when absent. */
  readonly fill?: number;
  /** Two letters or digits that make the ids of disk and state. */
  readonly id: string;
  readonly parentId?: string;
  readonly header?: Partial<ValueOf<typeof header>>;
}

/** The id of a disk of these tests. */
export function diskId(id: string): string {
  return `01020304-0506-4708-890a-0000000000${id}`;
}

/** The id of its state. */
export function stateId(id: string): string {
  return `11121314-1516-4718-991a-0000000000${id}`;
}

/** Writes a VDI image that may be the child of another one. */
export async function writeVdi(file: string, { map, fill, id, parentId, header }: VdiLink): Promise<void> {
  const parent = parentId === undefined ? {} : childOf(parentId);
  const image = buildVdi({ map, header: { uuid: diskId(id), modificationUuid: stateId(id), ...parent, ...header } });
  // Maps of at most 128 blocks take one sector, behind that of the header.
  if (fill !== undefined) image.fill(fill, 1024);
  await writeFile(file, image);
}

function childOf(id: string): Partial<ValueOf<typeof header>> {
  return { imageType: imageTypes.differencing, parentUuid: diskId(id), parentModificationUuid: stateId(id) };
}
