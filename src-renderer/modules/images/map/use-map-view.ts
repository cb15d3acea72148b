import { computed, shallowRef, watch, type ComputedRef, type Ref } from 'vue';
import { endOf, roundDown, type Bytes, type ByteRange } from '#shared/model/bytes.ts';
import {
  canZoomIn,
  canZoomOut,
  clampView,
  layOut,
  movedView,
  revealed,
  shownRange,
  squareCount,
  squaresOf,
  wholeView,
  zoomedIn,
  zoomedOut,
  type MapDisk,
  type MapLayout,
  type MapView,
} from './map-view.ts';

export interface MapViewState {
  readonly view: ComputedRef<MapView>;
  readonly layout: ComputedRef<MapLayout>;
  readonly shown: ComputedRef<ByteRange>;
  /** Where the keyboard is, as an offset of the disk. */
  readonly cursor: Ref<Bytes>;
  readonly canZoomIn: ComputedRef<boolean>;
  readonly canZoomOut: ComputedRef<boolean>;
  /** The canvas has so many pixels of the screen. */
  readonly resize: (width: number, height: number) => void;
  readonly zoomIn: (anchor?: Bytes) => void;
  readonly zoomOut: (anchor?: Bytes) => void;
  readonly showAll: () => void;
  /** Shows the squares from that number on, as far as the disk goes. */
  readonly moveTo: (first: number) => void;
  /** Shows what lies around an offset. */
  readonly centerOn: (offset: Bytes) => void;
  /** Moves the cursor by so many squares, and the view with it. */
  readonly step: (squares: number) => void;
  /** Puts the cursor on the square at an offset. */
  readonly goTo: (offset: Bytes) => void;
}

/** What part of a disk is shown, and how one moves about on it. */
export function useMapView(disk: () => MapDisk): MapViewState {
  const pixels = shallowRef({ width: 600, height: 240 });
  const wanted = shallowRef<MapView>(wholeView(disk()));
  const cursor = shallowRef<Bytes>(0);

  const layout = computed(() => {
    const { width, height } = pixels.value;
    return layOut(squareCount(disk(), disk().cell), width, height);
  });
  const view = computed(() => clampView(wanted.value, disk(), layout.value));
  const shown = computed(() => shownRange(view.value, disk(), layout.value));
  const isInSight = (offset: Bytes) => offset >= shown.value.start && offset < endOf(shown.value);
  /** Zooms keep the cursor where it is, else the middle. */
  const middle = () => (isInSight(cursor.value) ? cursor.value : shown.value.start + shown.value.length / 2);

  watch(
    () => disk().cell,
    () => {
      wanted.value = wholeView(disk());
      cursor.value = 0;
    },
  );

  function goTo(offset: Bytes): void {
    const { cell } = view.value;
    const last = Math.max(0, squareCount(disk(), cell) - 1) * cell;
    cursor.value = roundDown(Math.min(Math.max(0, offset), last), cell);
    wanted.value = revealed(view.value, cursor.value, disk(), layout.value);
  }

  return {
    view,
    layout,
    shown,
    cursor,
    canZoomIn: computed(() => canZoomIn(view.value)),
    canZoomOut: computed(() => canZoomOut(view.value, disk())),
    resize(width, height) {
      const isSame = width === pixels.value.width && height === pixels.value.height;
      if (width > 0 && !isSame) pixels.value = { width, height };
    },
    zoomIn(anchor = middle()) {
      wanted.value = zoomedIn(view.value, anchor, disk(), layout.value);
    },
    zoomOut(anchor = middle()) {
      wanted.value = zoomedOut(view.value, anchor, disk(), layout.value);
    },
    showAll() {
      wanted.value = wholeView(disk());
    },
    moveTo(first) {
      wanted.value = movedView({ ...view.value, first }, 0, disk(), layout.value);
    },
    centerOn(offset) {
      const { cell } = view.value;
      const first = Math.round(offset / cell - squaresOf(layout.value) / 2);
      wanted.value = movedView({ cell, first }, 0, disk(), layout.value);
    },
    step(squares) {
      // A cursor that was left out of sight comes back to where the person looks.
      const from = isInSight(cursor.value) ? cursor.value + squares * view.value.cell : shown.value.start;
      goTo(from);
    },
    goTo,
  };
}
