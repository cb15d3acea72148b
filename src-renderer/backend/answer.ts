import type { WireError } from '#shared/errors.ts';

/** What is being asked for, known, or could not be found out. */
export type Answer<T> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'known'; readonly value: T }
  | { readonly kind: 'refused'; readonly error: WireError };
