import { mapKinds } from '#shared/model/map.ts';
import type { MapColours } from './map-colours.ts';
import { onlyKind, sharesOfCell } from './map-cells.ts';
import type { MapLayout } from './map-view.ts';
import { bandsOf, edgesOfSquare } from './square-bands.ts';

/** What squares are painted with. */
export type SquareContext = Pick<
  CanvasRenderingContext2D,
  'fillStyle' | 'strokeStyle' | 'lineWidth' | 'fillRect' | 'clearRect' | 'strokeRect'
>;

export interface Squares {
  readonly layout: MapLayout;
  readonly shares: Uint8Array;
  /** Pixels of the screen for one of the page. */
  readonly pixelRatio: number;
  /** The number of the square that gets a frame. */
  readonly framed?: number | undefined;
}

/**
 * Paints the squares. The kinds differ by form as well as by colour: data fills its square, what is a parent's is hollow, zeros are
 * dots, and damage is crossed. A square of several kinds is cut across, in proportion.
 */
export function paintSquares(context: SquareContext, squares: Squares, colours: MapColours): void {
  const { layout, shares, pixelRatio, framed } = squares;
  const { columns, rows, pitch } = layout;
  context.clearRect(0, 0, columns * pitch, rows * pitch);
  const side = sideOf(pitch, pixelRatio);
  const count = Math.min(columns * rows, shares.length / sharesOfCell);
  const edges = bandsOf(shares, side);
  // One colour after the other: changing it costs more than painting with it.
  for (const [index, kind] of mapKinds.entries()) {
    context.fillStyle = colours.kinds[kind];
    for (let square = 0; square < count; square += 1) {
      const bottom = edges[square * edgesOfSquare + index] ?? 0;
      const top = edges[square * edgesOfSquare + index + 1] ?? 0;
      if (top === bottom) continue;
      const { x, y } = placeOf(square, layout);
      context.fillRect(x, y + side - top, side, top - bottom);
    }
  }
  for (let square = 0; square < count; square += 1) {
    const { x, y } = placeOf(square, layout);
    paintForm(
      context,
      { x, y, side, shares: shares.subarray(square * sharesOfCell, (square + 1) * sharesOfCell) },
      colours,
    );
    const crossed = side - (edges[square * edgesOfSquare + edgesOfSquare - 2] ?? 0);
    if ((shares[(square + 1) * sharesOfCell - 1] ?? 0) > 0)
      paintCross(context, { x, y, side, height: crossed }, colours);
  }
  if (framed !== undefined && framed >= 0 && framed < columns * rows) {
    const { x, y } = placeOf(framed, layout);
    const width = Math.max(2, Math.round(1.5 * pixelRatio));
    context.strokeStyle = colours.frame;
    context.lineWidth = width;
    const [left, top] = [Math.max(width, x) - width / 2, Math.max(width, y) - width / 2];
    const right = Math.min(x + side + width, columns * pitch) - width / 2;
    const bottom = Math.min(y + side + width, rows * pitch) - width / 2;
    context.strokeRect(left, top, right - left, bottom - top);
  }
}

interface Square {
  readonly x: number;
  readonly y: number;
  readonly side: number;
}

/** The hollow of what is a parent's, and the dot of zeros, in squares that are nothing else. */
function paintForm(
  context: SquareContext,
  { x, y, side, shares }: Square & { readonly shares: Uint8Array },
  { kinds }: MapColours,
): void {
  const kind = onlyKind(shares);
  if (kind === 'parent') {
    const rim = Math.max(1, Math.round(side / 3));
    context.fillStyle = kinds.hole;
    context.fillRect(x + rim, y + rim, side - 2 * rim, side - 2 * rim);
  } else if (kind === 'zero') {
    const rim = Math.max(1, Math.floor(side / 4));
    context.fillStyle = kinds.hole;
    context.fillRect(x, y, side, side);
    context.fillStyle = kinds.zero;
    context.fillRect(x + rim, y + rim, side - 2 * rim, side - 2 * rim);
  }
}

/** A slanted line upon damage, pixel by pixel: at this size, a drawn one would be a smear. */
function paintCross(
  context: SquareContext,
  { x, y, side, height }: Square & { readonly height: number },
  { mark }: MapColours,
): void {
  const width = Math.max(1, Math.round(side / 7));
  context.fillStyle = mark;
  for (let row = 0; row < height && height > 2; row += 1) {
    const along = Math.floor(((height - 1 - row) * (side - width)) / Math.max(1, height - 1));
    context.fillRect(x + along, y + row, width, 1);
  }
}

function placeOf(square: number, { columns, pitch }: MapLayout): { readonly x: number; readonly y: number } {
  return { x: (square % columns) * pitch, y: Math.floor(square / columns) * pitch };
}

/** A square without the gap to the next one. */
function sideOf(pitch: number, pixelRatio: number): number {
  return pitch < 4 ? pitch : pitch - Math.max(1, Math.min(Math.round(pixelRatio), Math.floor(pitch / 5)));
}
