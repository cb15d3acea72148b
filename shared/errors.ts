import type { ErrorCode } from './error-codes.ts';
import type { Facts } from './model/facts.ts';
import { errorRows, type ErrorReason } from './text/errors/index.ts';
import { fill } from './text/fill.ts';

export { errorCodes, type ErrorCode } from './error-codes.ts';
export type { ErrorReason } from './text/errors/index.ts';
export type { Facts } from './model/facts.ts';

/** An error as it crosses a boundary: plain values, since Electron drops all but the message of a thrown error. */
export interface WireError {
  readonly code: ErrorCode;
  readonly reason: string;
  readonly message: string;
  readonly facts: Facts;
}

/** The one error class. The reason picks the code and the sentence; the facts fill the sentence and serve scripts. */
export class DiskError extends Error {
  override readonly name = 'DiskError';
  readonly code: ErrorCode;
  readonly reason: ErrorReason;
  readonly facts: Facts;

  constructor(reason: ErrorReason, facts: Facts = {}, options?: ErrorOptions) {
    super(fill(errorRows[reason].says, facts), options);
    this.code = errorRows[reason].code;
    this.reason = reason;
    this.facts = facts;
  }
}

/**
 * Any thrown value as a DiskError: an abort becomes `job.cancelled`, a stranger `internal.unexpected`. When closing files failed
 * as well, as on a disk that is gone, what counts is why they were being closed.
 */
export function toDiskError(thrown: unknown): DiskError {
  if (thrown instanceof DiskError) return thrown;
  if (isSuppressing(thrown)) return toDiskError(thrown.suppressed);
  if (thrown instanceof Error && thrown.name === 'AbortError')
    return new DiskError('job.cancelled', {}, { cause: thrown });
  const cause = thrown instanceof Error ? thrown.message : String(thrown);
  return new DiskError('internal.unexpected', { cause }, { cause: thrown });
}

/** What `await using` throws when both its block and the disposal behind it failed. */
function isSuppressing(thrown: unknown): thrown is Error & { readonly suppressed: unknown } {
  return thrown instanceof Error && thrown.name === 'SuppressedError' && 'suppressed' in thrown;
}

export function toWire(thrown: unknown): WireError {
  const { code, reason, message, facts } = toDiskError(thrown);
  return { code, reason, message, facts };
}

/** Rebuilds an error that came over a connection; a reason of another version becomes an internal one. */
export function fromWire(wire: WireError): DiskError {
  if (Object.hasOwn(errorRows, wire.reason)) return new DiskError(wire.reason as ErrorReason, wire.facts);
  return new DiskError('internal.unexpected', { cause: wire.message });
}

/** Ends a switch over a union: the compiler complains here when a case is missing. */
export function assertNever(value: never): never {
  throw new DiskError('internal.unexpected', { cause: `unhandled case ${JSON.stringify(value)}` });
}
