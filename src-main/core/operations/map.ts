import type { MapEntry } from '#shared/model/extent.ts';
import type { Watch } from '../disk/format.ts';
import { openSource, type SourceInput } from './open-source.ts';

/** Says where the data of a disk is: complete and in order, in batches, since a map can be too large to hold. */
export async function* map(input: SourceInput, { signal }: Watch): AsyncGenerator<readonly MapEntry[]> {
  await using image = await openSource(input, signal);
  for await (const batch of image.disk.extents(undefined, signal)) {
    signal.throwIfAborted();
    yield batch.map(({ start, length, kind, stored }) =>
      stored ? { start, length, kind, file: stored.file, offset: stored.start } : { start, length, kind },
    );
  }
}
