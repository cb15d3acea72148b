import { fuses } from './builder-parts.ts';

/**
 * How the fuses of our program have to stand, in the order of the wire: run as Node, encrypt cookies, heed NODE_OPTIONS, heed --inspect,
 * check the archive, load from the archive only, use a snapshot of its own, give privileges to file:, and one that is left as it was.
 */
export const wantedFuses = '000011001';

/** How the fuses of a binary stand. Throws when their wire is not of version 1. */
export async function fuseStates(binary: string): Promise<string> {
  const { version, ...wire } = await fuses.getCurrentFuseWire(binary);
  if (version !== '1') throw new Error(`The fuses have version ${String(version)}.`);
  return String.fromCharCode(...Object.values(wire).map(Number));
}
