import type { Services } from '#shared/contract/index.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import type { Board } from '../core/jobs/board.ts';
import { forecastConversion } from '../core/operations/forecast-conversion.ts';
import { planConversion } from '../core/operations/plan-conversion.ts';
import type { FilePolicy } from './file-policy.ts';
import { unwatched } from './unwatched.ts';

export function convertService(policy: FilePolicy, board: Board): Services['convert'] {
  /** Both paths as they may be used. Without the wish to replace, what is in the way is left alone, so a place beside it will do. */
  async function allowed(input: ConvertInput): Promise<ConvertInput> {
    const source = await policy.mayRead(input.source);
    const target = await (input.overwrite ? policy.mayReplace(input.target) : policy.mayCreate(input.target));
    return { ...input, source, target };
  }

  return {
    plan: async (input, signal) => planConversion(await allowed(input), unwatched(signal)),
    async forecast(input, signal) {
      const source = await policy.mayRead(input.source);
      return forecastConversion({ ...input, source }, unwatched(signal));
    },
    async start(input) {
      const job = await allowed(input);
      await policy.grantNew(job.target);
      return { id: board.start('convert', job) };
    },
  };
}
