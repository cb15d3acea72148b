import { mapKinds, type MapKind } from '#shared/model/map.ts';

/** Numbers of a square: its share of every kind, all together 255, or 0 while nothing is known of it. */
export const sharesOfCell = mapKinds.length;
export const wholeShare = 255;

/** Cells as they cross the connection. */
export function decodeCells(base64: string): Uint8Array {
  const binary = atob(base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

/** The one kind that a square is made of; undefined when it has several, or nothing is known. */
export function onlyKind(shares: Uint8Array): MapKind | undefined {
  return mapKinds.find((_, index) => shares[index] === wholeShare);
}

/** The kinds of a square with their shares from 0 to 1, without those that it has nothing of. */
export function kindsIn(shares: Uint8Array): readonly { readonly kind: MapKind; readonly share: number }[] {
  return mapKinds
    .map((kind, index) => ({ kind, share: (shares[index] ?? 0) / wholeShare }))
    .filter(({ share }) => share > 0);
}
