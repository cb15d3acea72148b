import { squaresOf } from './map-view.ts';
import type { MapViewState } from './use-map-view.ts';

/** What keys do on the map. Combinations with Ctrl, Alt and Cmd belong to others. */
export function useMapKeys(view: MapViewState): (event: KeyboardEvent) => void {
  const row = () => view.layout.value.columns;
  const screenful = () => squaresOf(view.layout.value);
  const keys: Readonly<Record<string, () => void>> = {
    ArrowLeft: () => {
      view.step(-1);
    },
    ArrowRight: () => {
      view.step(1);
    },
    ArrowUp: () => {
      view.step(-row());
    },
    ArrowDown: () => {
      view.step(row());
    },
    PageUp: () => {
      view.step(-screenful());
    },
    PageDown: () => {
      view.step(screenful());
    },
    Home: () => {
      view.goTo(0);
    },
    End: () => {
      view.goTo(Infinity);
    },
    '+': () => {
      view.zoomIn();
    },
    '=': () => {
      view.zoomIn();
    },
    '-': () => {
      view.zoomOut();
    },
    '0': view.showAll,
  };

  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const run = keys[event.key];
    if (!run) return;
    event.preventDefault();
    run();
  };
}
