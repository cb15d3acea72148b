import { endOf, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import type { Reader } from '../io/reader.ts';
import type { Struct } from '../layout/struct.ts';
import { Distrusted } from './distrusted.ts';
import type { GuestDisk } from './guest.ts';

/** The bytes of one volume. Its offsets come from the guest: one that leads outside is damage, not a failed read. */
export interface VolumeReader {
  readonly size: Bytes;
  /** Reads a range; `structure` says in a sentence what should be there. Throws `Distrusted` outside of the volume. */
  bytes(range: ByteRange, structure: string, signal?: AbortSignal): Promise<Uint8Array>;
  /** Reads one declared structure. */
  one<T>(layout: Struct<T>, at: Bytes, signal?: AbortSignal): Promise<T>;
}

/** No caller asks for more at once than its own pages; the bound is for the day when one does. */
const mostAtOnce = 2 ** 20;

/** Opens a range of a disk, which lies inside it. */
export function volumeReader(disk: GuestDisk, { start, length: size }: ByteRange): VolumeReader {
  const reader: Reader = {
    size,
    read: (at, target, signal) => disk.read(start + at, target, signal),
  };

  async function bytes(range: ByteRange, structure: string, signal?: AbortSignal): Promise<Uint8Array> {
    if (!(range.start >= 0 && endOf(range) <= size))
      throw new Distrusted('outside-volume', { structure, start: range.start });
    if (range.length > mostAtOnce) throw new Distrusted('damaged', { structure });
    const target = new Uint8Array(range.length);
    await reader.read(range.start, target, signal);
    return target;
  }

  return {
    size,
    bytes,
    one: async (layout, at, signal) =>
      layout.decode(await bytes({ start: at, length: layout.size }, layout.title, signal)),
  };
}
