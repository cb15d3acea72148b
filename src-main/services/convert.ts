import type { Services } from '#shared/contract/index.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import type { Board } from '../core/jobs/board.ts';
import { planConversion } from '../core/operations/plan-conversion.ts';
import type { FilePolicy } from './file-policy.ts';
import { unwatched } from './unwatched.ts';

export function convertService(policy: FilePolicy, board: Board): Services['convert'] {
  return {
    async plan(input, signal) {
      const source = await policy.mayRead(input.source);
      // A plan writes nothing, and says itself what is in the way.
      const target = await policy.mayCreate(input.target);
      return planConversion({ ...input, source, target }, unwatched(signal));
    },
    async start(input) {
      const source = await policy.mayRead(input.source);
      const target = await (input.overwrite ? policy.mayReplace(input.target) : policy.mayCreate(input.target));
      await policy.grantNew(target);
      return { id: board.start('convert', { ...input, source, target } satisfies ConvertInput) };
    },
  };
}
