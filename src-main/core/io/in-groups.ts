import { allOf } from './all-of.ts';

/**
 * Does something with each of many things, `atOnce` of them at the same time: what waits for the system waits once for a whole group.
 * Fails when the group is over, with what the first of its things threw.
 */
export async function inGroups<T>(
  things: readonly T[],
  atOnce: number,
  action: (thing: T) => Promise<void>,
): Promise<void> {
  for (let first = 0; first < things.length; first += atOnce) {
    await allOf(things.slice(first, first + atOnce).map(action));
  }
}
