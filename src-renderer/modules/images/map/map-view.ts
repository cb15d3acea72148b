import type { Bytes } from '#shared/model/bytes.ts';
import { finestCell } from '#shared/model/map.ts';

/** Squares in rows, like letters of a text. A pitch is the distance from one square to the next, in pixels of the screen. */
export interface MapLayout {
  readonly columns: number;
  readonly rows: number;
  readonly pitch: number;
}

/** What of a disk is shown: squares of `cell` bytes, the first of them number `first` of the disk. */
export interface MapView {
  readonly cell: Bytes;
  readonly first: number;
}

/** A disk as its picture needs to know it: its size, and the bytes in a square when all of it is shown. */
export interface MapDisk {
  readonly size: Bytes;
  readonly cell: Bytes;
}

/** Squares below this many pixels are not told apart any more, and above the other a small disk is all boulders. */
const smallestPitch = 3;
const largestPitch = 28;

/** The largest squares of which `count` fit into so many pixels; as many rows as that takes. */
export function layOut(count: number, width: number, height: number): MapLayout {
  let pitch = largestPitch;
  while (pitch > smallestPitch && Math.floor(width / pitch) * Math.floor(height / pitch) < count) pitch -= 1;
  const columns = Math.max(1, Math.floor(width / pitch));
  return { columns, rows: Math.max(1, Math.ceil(count / columns)), pitch };
}

export function squaresOf({ columns, rows }: MapLayout): number {
  return columns * rows;
}

/** How many squares a disk has. */
export function squareCount(disk: MapDisk, cell: Bytes): number {
  return Math.ceil(disk.size / cell);
}

export function wholeView({ cell }: MapDisk): MapView {
  return { cell, first: 0 };
}

/** The view with its first square moved so that no more than needed lies outside the disk. */
export function clampView(view: MapView, disk: MapDisk, layout: MapLayout): MapView {
  const last = Math.max(0, squareCount(disk, view.cell) - squaresOf(layout));
  return { cell: view.cell, first: Math.min(Math.max(0, view.first), last) };
}

/** Moves on by so many squares, or back. */
export function movedView(view: MapView, squares: number, disk: MapDisk, layout: MapLayout): MapView {
  return clampView({ ...view, first: view.first + squares }, disk, layout);
}

export function canZoomIn({ cell }: MapView): boolean {
  return cell > finestCell;
}

export function canZoomOut({ cell }: MapView, disk: MapDisk): boolean {
  return cell < disk.cell;
}

/** Squares of half the bytes, where that goes; the bytes at `anchor` stay where they are on the screen. */
export function zoomedIn(view: MapView, anchor: Bytes, disk: MapDisk, layout: MapLayout): MapView {
  return canZoomIn(view) ? anchored(view, view.cell / 2, anchor, disk, layout) : view;
}

/** Squares of twice the bytes, up to those of the whole disk. */
export function zoomedOut(view: MapView, anchor: Bytes, disk: MapDisk, layout: MapLayout): MapView {
  return canZoomOut(view, disk) ? anchored(view, view.cell * 2, anchor, disk, layout) : view;
}

function anchored(view: MapView, cell: Bytes, anchor: Bytes, disk: MapDisk, layout: MapLayout): MapView {
  const place = Math.floor(anchor / view.cell) - view.first;
  return clampView({ cell, first: Math.floor(anchor / cell) - place }, disk, layout);
}

/** The view with the square at an offset in sight: moved by whole rows, and only when it is not. */
export function revealed(view: MapView, offset: Bytes, disk: MapDisk, layout: MapLayout): MapView {
  const square = Math.floor(offset / view.cell) - view.first;
  const { columns, rows } = layout;
  const rowsAway = Math.floor(square / columns) - (square < 0 ? 0 : Math.max(0, rows - 1));
  const isInSight = square >= 0 && square < squaresOf(layout);
  return isInSight ? view : movedView(view, rowsAway * columns, disk, layout);
}

/** The part of the disk that is shown. */
export function shownRange({ cell, first }: MapView, disk: MapDisk, layout: MapLayout) {
  const start = first * cell;
  return { start, length: Math.min(squaresOf(layout) * cell, disk.size - start) };
}
