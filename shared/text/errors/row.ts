import type { ErrorCode } from '../../error-codes.ts';

/**
 * One refusal. `says` states what is true, what it means for the data and what can be done, neutrally;
 * `{fact}` and `{fact:bytes}` are filled in from the error's facts.
 */
export interface ErrorRow {
  readonly code: ErrorCode;
  readonly says: string;
}

export type ErrorTable = Readonly<Record<string, ErrorRow>>;
