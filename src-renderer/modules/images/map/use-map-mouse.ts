import type { Ref } from 'vue';
import { squaresOf } from './map-view.ts';
import type { MapViewState } from './use-map-view.ts';
import type { Pointed } from './use-pointed.ts';

export interface MapMouse {
  readonly press: (event: PointerEvent) => void;
  readonly move: (event: PointerEvent) => void;
  readonly release: (event: PointerEvent) => void;
  readonly leave: () => void;
  readonly zoom: (event: MouseEvent) => void;
  readonly wheel: (event: WheelEvent) => void;
}

interface Drag {
  readonly x: number;
  readonly y: number;
  /** The first square that was shown when it began. */
  readonly first: number;
}

/** How far a wheel turns for one step of zoom: one notch of most mice; a pinch sends many small turns. */
const wheelStep = 50;

/**
 * The mouse on the map: points, drags, and zooms with Ctrl or Cmd and the wheel, as a pinch arrives as well. The wheel alone goes on
 * scrolling the page.
 */
export function useMapMouse(view: MapViewState, pointed: Pointed, pixelRatio: Readonly<Ref<number>>): MapMouse {
  let drag: Drag | undefined;
  let turned = 0;

  /** The square on the screen under the mouse; undefined beside them. */
  function squareAt({ offsetX, offsetY }: MouseEvent): number | undefined {
    const { columns, rows, pitch } = view.layout.value;
    const column = Math.floor((offsetX * pixelRatio.value) / pitch);
    const row = Math.floor((offsetY * pixelRatio.value) / pitch);
    return column >= 0 && column < columns && row >= 0 && row < rows ? row * columns + column : undefined;
  }
  function offsetAt(event: MouseEvent): number {
    const { cell, first } = view.view.value;
    return (first + (squareAt(event) ?? squaresOf(view.layout.value) / 2)) * cell;
  }

  return {
    press(event) {
      if (event.button !== 0) return;
      drag = { x: event.offsetX, y: event.offsetY, first: view.view.value.first };
      (event.target as Element).setPointerCapture(event.pointerId);
      view.goTo(offsetAt(event));
    },
    move(event) {
      pointed.hovered.value = squareAt(event);
      if (!drag) return;
      const { columns, pitch } = view.layout.value;
      const inSquares = (pixels: number) => Math.round((pixels * pixelRatio.value) / pitch);
      view.moveTo(drag.first - inSquares(event.offsetY - drag.y) * columns - inSquares(event.offsetX - drag.x));
    },
    release() {
      drag = undefined;
    },
    leave() {
      pointed.hovered.value = undefined;
    },
    zoom(event) {
      view.zoomIn(offsetAt(event));
    },
    wheel(event) {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      turned += event.deltaY;
      if (Math.abs(turned) < wheelStep) return;
      if (turned < 0) view.zoomIn(offsetAt(event));
      else view.zoomOut(offsetAt(event));
      turned = 0;
    },
  };
}
