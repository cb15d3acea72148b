import { v4 } from 'uuid';
import type { Identifiers } from '#shared/model/convert.ts';
import type { Identity, Layer } from '../disk/format.ts';

/** Fresh identifiers and the system's clock: a disk shares its identity with no other. */
export const freshIdentity: Identity = {
  uuid: () => v4(),
  now: () => new Date(),
};

/** The identity of a copy of a disk: with the identifier of its source where that is wished, and where it has one. */
export function identityOfCopy({ uuid }: Pick<Layer, 'uuid'>, identifiers: Identifiers): Identity {
  return identifiers === 'keep' && uuid !== undefined ? { ...freshIdentity, disk: uuid } : freshIdentity;
}
