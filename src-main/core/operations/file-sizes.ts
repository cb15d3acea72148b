import type { FileSizes } from '#shared/model/compact.ts';
import type { Layer } from '../disk/format.ts';

/** The sizes of all files of an image together; its parents are not counted. */
export async function fileSizesOf({ files }: Layer): Promise<FileSizes> {
  let fileSize = 0;
  let allocatedSize = 0;
  // One after another: split disks have thousands of files.
  for (const { content } of files) {
    fileSize += content.size;
    allocatedSize += (await content.allocatedSize?.()) ?? content.size;
  }
  return { fileSize, allocatedSize };
}
