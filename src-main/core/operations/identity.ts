import { v4 } from 'uuid';
import type { Identity } from '../disk/format.ts';

/** Fresh identifiers and the system's clock: a converted disk never shares its identity with the source. */
export const freshIdentity: Identity = {
  uuid: () => v4(),
  now: () => new Date(),
};
