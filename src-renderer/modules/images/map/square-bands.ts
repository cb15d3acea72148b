import { mapKinds } from '#shared/model/map.ts';
import { sharesOfCell, wholeShare } from './map-cells.ts';

/** Numbers of a square: where each kind begins, in pixels from the bottom up, and where the last one ends. */
export const edgesOfSquare = sharesOfCell + 1;

/** These are seen in a square however little of them it has: stored data, and damage. */
const neverHidden = mapKinds.map((kind) => kind === 'data' || kind === 'parent' || kind === 'lost');

/**
 * Cuts squares across into their kinds, in the order of `mapKinds` from the bottom up: how full one is can be seen at a glance.
 * A square of which nothing is known has no height.
 */
export function bandsOf(shares: Uint8Array, side: number): Uint8Array {
  const count = shares.length / sharesOfCell;
  const edges = new Uint8Array(count * edgesOfSquare);
  const heights = new Uint8Array(sharesOfCell);
  for (let square = 0; square < count; square += 1) {
    cut(shares.subarray(square * sharesOfCell, (square + 1) * sharesOfCell), side, heights);
    let edge = 0;
    for (let kind = 0; kind < sharesOfCell; kind += 1) {
      edge += heights[kind] ?? 0;
      edges[square * edgesOfSquare + kind + 1] = edge;
    }
  }
  return edges;
}

function cut(shares: Uint8Array, side: number, heights: Uint8Array): void {
  const least = Math.max(1, Math.round(side / 4));
  let share = 0;
  let edge = 0;
  for (let kind = 0; kind < sharesOfCell; kind += 1) {
    share += shares[kind] ?? 0;
    const next = Math.round((share / wholeShare) * side);
    heights[kind] = next - edge;
    edge = next;
  }
  for (let kind = 0; kind < sharesOfCell; kind += 1) {
    if (neverHidden[kind] !== true || (shares[kind] ?? 0) === 0 || (heights[kind] ?? 0) >= least) continue;
    const missing = least - (heights[kind] ?? 0);
    const tallest = heights.indexOf(Math.max(...heights));
    if ((heights[tallest] ?? 0) < 2 * missing) continue;
    heights[tallest] = (heights[tallest] ?? 0) - missing;
    heights[kind] = least;
  }
}
