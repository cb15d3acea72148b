import { mapKinds, type MapKind } from '#shared/model/map.ts';

export interface MapColours {
  readonly kinds: Readonly<Record<MapKind, string>>;
  /** What is drawn upon damage, and the frame of the square that is pointed at. */
  readonly mark: string;
  readonly frame: string;
}

/** The colours of the theme, as an element sees them now. */
export function coloursOf(element: Element): MapColours {
  const style = getComputedStyle(element);
  const colour = (name: string) => style.getPropertyValue(`--platter-map-${name}`).trim();
  const kinds = Object.fromEntries(mapKinds.map((kind) => [kind, colour(kind)])) as Record<MapKind, string>;
  return { kinds, mark: colour('mark'), frame: colour('frame') };
}
