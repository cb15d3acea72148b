import type { IdentityMarks } from './format.ts';

/**
 * True when a layer with the marks `found` is the parent that a child asks for: every mark that it asks for is there and the
 * same. A child that asks for none is nobody's: by a name alone no parent can be trusted.
 */
export function areMet(wanted: IdentityMarks, found: IdentityMarks): boolean {
  const { id, modification } = wanted;
  if (id === undefined && modification === undefined) return false;
  return (id === undefined || id === found.id) && (modification === undefined || modification === found.modification);
}

/** The name at the end of a path of whatever system, empty for a folder: images are moved, so both separators count on all. */
export function lastPart(path: string): string {
  return path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
}
