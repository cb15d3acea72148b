import { DiskError } from '#shared/errors.ts';
import type { Facts } from '#shared/model/facts.ts';
import type { Distrust, DistrustReason } from '#shared/model/guest.ts';

/** Thrown inside core/guest where a volume, or a table, turns out not to be believed. It never leaves this folder. */
export class Distrusted extends Error {
  readonly distrust: Distrust;

  constructor(reason: DistrustReason, facts: Facts = {}) {
    super(reason);
    this.distrust = { reason, facts };
  }
}

/** Throws `Distrusted` unless a structure keeps its own rules. */
export function requireSound(holds: boolean, structure: string): asserts holds {
  if (!holds) throw new Distrusted('damaged', { structure });
}

/** Throws `Distrusted` unless a number of a structure is possible. */
export function requirePossible(holds: boolean, structure: string, field: string, value: number): void {
  if (!holds) throw new Distrusted('bad-geometry', { structure, field, value });
}

/** The result, or why it is not to be had. Failures of the disk and aborts are thrown on. */
export async function believing<T>(read: () => Promise<T>): Promise<T | Distrust> {
  try {
    return await read();
  } catch (thrown) {
    return asDistrust(thrown);
  }
}

/** Damage inside the guest as a distrust. Throws everything else on: failures of the disk, aborts, defects. */
export function asDistrust(thrown: unknown): Distrust {
  if (thrown instanceof Distrusted) return thrown.distrust;
  // A number above 2^53 in a structure of the guest is the guest's own damage.
  if (thrown instanceof DiskError && thrown.reason.startsWith('layout.')) {
    return { reason: 'damaged', facts: { structure: String(thrown.facts['structure']) } };
  }
  throw thrown;
}

/** True for what `believing` returns instead of a result. */
export function isDistrust(result: object): result is Distrust {
  return 'reason' in result && 'facts' in result;
}
