import type { Bytes } from '#shared/model/bytes.ts';
import { header, header02, headerStart, preHeader, version02 } from '#main/core/formats/vdi/layout.ts';
import { viewOf, type ValueOf } from '#main/core/layout/struct.ts';
import type { MemoryFile } from '#main/core/io/memory-file.ts';
import type { MemoryImage } from '#test/support/make-image.ts';

/** Changes fields of a header of version 1.1 and leaves all other bytes as they are. */
export async function setHeader({ main }: MemoryImage, change: Partial<ValueOf<typeof header>>): Promise<void> {
  const stored = new Uint8Array(header.size);
  await main.read(headerStart, stored);
  await main.write(headerStart, header.encode({ ...header.decode(stored), ...change }));
}

/** Changes fields in front of the header. */
export async function setPreHeader({ main }: MemoryImage, change: Partial<ValueOf<typeof preHeader>>): Promise<void> {
  const stored = new Uint8Array(preHeader.size);
  await main.read(0, stored);
  await main.write(0, preHeader.encode({ ...preHeader.decode(stored), ...change }));
}

/** Changes the map's entries of some blocks. */
export async function setEntries({ main }: MemoryImage, entries: Readonly<Record<number, number>>): Promise<void> {
  const start = await mapStartOf(main);
  for (const [block, entry] of Object.entries(entries)) {
    const stored = new Uint8Array(4);
    viewOf(stored).setUint32(0, entry, true);
    await main.write(start + 4 * Number(block), stored);
  }
}

async function mapStartOf(main: MemoryFile): Promise<Bytes> {
  const head = new Uint8Array(headerStart + header.size);
  await main.read(0, head);
  const isOld = preHeader.decode(head).version === version02;
  return isOld ? headerStart + header02.size : header.decode(head.subarray(headerStart)).mapStart;
}
