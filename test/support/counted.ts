import type { Bytes } from '#shared/model/bytes.ts';
import type { ImageFiles } from '#main/core/disk/format.ts';
import type { Reader } from '#main/core/io/reader.ts';

/** An image of whose main file it is counted what is read. */
export function counted(image: ImageFiles): ImageFiles & { readonly reads: number; readonly bytesRead: Bytes } {
  const { name, main } = image;
  let [reads, bytesRead] = [0, 0];
  const read: Reader['read'] = (at, target, signal) => {
    reads += 1;
    bytesRead += target.length;
    return main.read(at, target, signal);
  };
  return {
    name,
    main: { size: main.size, read },
    sibling: (wanted) => image.sibling(wanted),
    get reads() {
      return reads;
    },
    get bytesRead() {
      return bytesRead;
    },
  };
}
