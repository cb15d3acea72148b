import type { Services } from '#shared/contract/index.ts';
import type { CreateInput } from '#shared/model/create.ts';
import type { Board } from '../core/jobs/board.ts';
import { measureCreation, planCreation } from '../core/operations/plan-creation.ts';
import type { FilePolicy } from './file-policy.ts';
import { unwatched } from './unwatched.ts';

export function createService(policy: FilePolicy, board: Board): Services['create'] {
  return {
    // Names no file, so there is nothing to grant.
    measure: async (input) => measureCreation(input),
    async plan(input, signal) {
      const target = await policy.mayCreate(input.target);
      return planCreation({ ...input, target }, unwatched(signal));
    },
    async start(input) {
      const target = await policy.mayCreate(input.target);
      await policy.grantNew(target);
      return { id: board.start('create', { ...input, target } satisfies CreateInput) };
    },
  };
}
