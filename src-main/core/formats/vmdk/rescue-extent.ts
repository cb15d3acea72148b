import { DiskError } from '#shared/errors.ts';
import type { LazyExtent } from './lazy-extent.ts';
import type { VmdkExtent } from './vmdk-extent.ts';

/** An extent that is lost as a whole when its file cannot be opened as what its line says. */
export function rescuedExtent(extent: LazyExtent): VmdkExtent {
  const { start, length } = extent;
  return {
    start,
    length,
    get grainBytes() {
      return extent.grainBytes;
    },
    async *runs(range, signal) {
      try {
        await extent.open();
      } catch (thrown) {
        if (!(thrown instanceof DiskError)) throw thrown;
        yield [{ kind: 'lost', start: range.start, length: range.length }];
        return;
      }
      yield* extent.runs(range, signal);
    },
    readStored: (at, target, signal) => extent.readStored(at, target, signal),
  };
}
