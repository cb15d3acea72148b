import type { DiskContents, GuestContents } from '#shared/model/guest.ts';
import { plain } from '#shared/text/plain.ts';
import type { Operation } from '../disk/format.ts';
import { inspectGuest } from '../guest/inspect.ts';
import { openSource, type SourceInput } from './open-source.ts';

/** Says what lies on a disk. What is damaged in the guest is part of the answer; throws what opening an image throws. */
export const contents: Operation<SourceInput, DiskContents> = async (input, { signal }) => {
  await using image = await openSource(input, signal);
  const guest = await inspectGuest(image.disk, signal);
  return { virtualSize: image.disk.virtualSize, guest: withPlainNames(guest) };
};

/** What a guest calls its volumes is any text. */
function withPlainNames(guest: GuestContents): GuestContents {
  const partitions = guest.partitions.map((partition) => ({
    ...partition,
    ...(partition.name !== undefined && { name: plain(partition.name) }),
    ...(partition.label !== undefined && { label: plain(partition.label) }),
  }));
  return { ...guest, partitions };
}
