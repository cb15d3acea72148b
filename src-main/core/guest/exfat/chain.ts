import { viewOf } from '../../layout/struct.ts';
import { requireSound } from '../distrusted.ts';
import type { ClusterRun } from '../guest.ts';
import type { VolumeReader } from '../volume-reader.ts';
import type { ExfatGeometry } from './geometry.ts';
import { endOfChain } from './layout.ts';

/** Entries of the table that are read at once. */
const entriesOfPage = 4096;

/**
 * The clusters of a chain in its order, merged where they adjoin, followed to its end. `most` bounds it, so that a loop ends
 * too. Throws `Distrusted` when the chain leaves the volume, or is longer than that.
 */
export async function readChain(
  volume: VolumeReader,
  { grid, table }: ExfatGeometry,
  chain: { readonly structure: string; readonly first: number; readonly most: number },
  signal?: AbortSignal,
): Promise<ClusterRun[]> {
  const { structure, most } = chain;
  const end = grid.first + grid.count;
  const runs: { first: number; count: number }[] = [];
  const page = { first: -1, entries: viewOf(new Uint8Array(0)) };

  async function next(cluster: number): Promise<number> {
    const pageFirst = cluster - (cluster % entriesOfPage);
    if (page.first !== pageFirst) {
      const length = Math.min(entriesOfPage, end - pageFirst) * 4;
      page.entries = viewOf(await volume.bytes({ start: table + pageFirst * 4, length }, structure, signal));
      page.first = pageFirst;
    }
    return page.entries.getUint32((cluster - pageFirst) * 4, true);
  }

  let length = 0;
  for (let cluster = chain.first; cluster !== endOfChain; cluster = await next(cluster)) {
    requireSound(cluster >= grid.first && cluster < end && length < most, structure);
    length += 1;
    const last = runs.at(-1);
    if (last && last.first + last.count === cluster) last.count += 1;
    else runs.push({ first: cluster, count: 1 });
  }
  return runs;
}
