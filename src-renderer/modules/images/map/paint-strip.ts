import { mapKinds } from '#shared/model/map.ts';
import { sharesOfCell } from './map-cells.ts';
import type { MapColours } from './map-colours.ts';
import type { SquareContext } from './paint-squares.ts';
import { bandsOf, edgesOfSquare } from './square-bands.ts';

/** Paints cells side by side, as many together in a column of pixels as there have to be, cut across into their kinds. */
export function paintStrip(
  context: Pick<SquareContext, 'fillStyle' | 'fillRect' | 'clearRect'>,
  cells: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  colours: MapColours,
): void {
  context.clearRect(0, 0, width, height);
  const edges = bandsOf(columnsOf(cells, width), height);
  for (const [index, kind] of mapKinds.entries()) {
    context.fillStyle = colours.kinds[kind];
    for (let column = 0; column < width; column += 1) {
      const bottom = edges[column * edgesOfSquare + index] ?? 0;
      const top = edges[column * edgesOfSquare + index + 1] ?? 0;
      if (top > bottom) context.fillRect(column, height - top, 1, top - bottom);
    }
  }
}

/** The mean of the cells in each column. The least trace of a kind stays one. */
function columnsOf(cells: Uint8Array, width: number): Uint8Array {
  const count = cells.length / sharesOfCell;
  const columns = new Uint8Array(width * sharesOfCell);
  for (let column = 0; column < width; column += 1) {
    const first = Math.floor((column * count) / width);
    const end = Math.max(first + 1, Math.floor(((column + 1) * count) / width));
    for (let kind = 0; kind < sharesOfCell; kind += 1) {
      let sum = 0;
      for (let cell = first; cell < end; cell += 1) sum += cells[cell * sharesOfCell + kind] ?? 0;
      columns[column * sharesOfCell + kind] = sum === 0 ? 0 : Math.max(1, Math.round(sum / (end - first)));
    }
  }
  return columns;
}
