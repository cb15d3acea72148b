import { KiB } from '#shared/model/bytes.ts';
import type { CreatePlan, Sink, TargetFiles } from '../../disk/format.ts';

/** Writes a sparse raw image: data goes where it belongs, and what is skipped stays a hole. */
export function createRaw({ main }: TargetFiles, { virtualSize }: CreatePlan<object>): Promise<Sink> {
  return Promise.resolve({
    // The block of common file systems, and so the smallest hole they keep.
    granularity: 4 * KiB,
    data: (at, bytes, signal) => main.write(at, bytes, signal),
    async finish() {
      await main.resize(virtualSize);
      await main.flush();
    },
  });
}
