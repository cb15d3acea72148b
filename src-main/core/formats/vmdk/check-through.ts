import type { ByteRange, Bytes } from '#shared/model/bytes.ts';
import type { Extent } from '#shared/model/extent.ts';
import type { Problem } from './check-problem.ts';
import { problemOf } from './check-refusals.ts';
import type { Walk } from './check-walk.ts';
import type { RepairedFile } from './repair-file.ts';

/** What a strict reader opened: an extent, or a whole image. */
interface Walkable {
  readonly start?: Bytes;
  readonly length: Bytes;
  readonly grainBytes: Bytes | null;
  runs(range: ByteRange, signal?: AbortSignal): AsyncIterable<readonly Extent[]>;
}

/**
 * Checks a kind that is read, never written: everything is found through the strict reader, which judges every entry on its
 * way and stops at the first that cannot be.
 */
export async function* walkThrough(
  file: RepairedFile,
  open: () => Promise<Walkable>,
  walk: Walk,
): AsyncGenerator<Problem> {
  try {
    const opened = await open();
    const { start = 0, length, grainBytes } = opened;
    for await (const batch of opened.runs({ start, length }, walk.signal)) {
      for (const run of batch) {
        walk.step(run.length);
        if (grainBytes !== null && run.kind === 'data') walk.allocated += Math.ceil(run.length / grainBytes);
      }
    }
    if (grainBytes !== null) walk.total += Math.ceil(length / grainBytes);
  } catch (thrown) {
    yield problemOf(thrown, file);
  }
}
