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
    if (!input.overwrite) return { ...input, source, target: await policy.mayCreate(input.target) };
    const target = await policy.mayReplace(input.target);
    // An image that is not there replaces nothing, so it must not replace the extents of another that it would share names with.
    return { ...input, source, target, overwrite: await policy.mayReplaceSiblings(target) };
  }

  return {
    async plan(input, signal) {
      const job = await allowed(input);
      const plan = await planConversion(job, unwatched(signal));
      if (input.overwrite && !job.overwrite) await Promise.all(plan.clashes.map((clash) => policy.mayReplace(clash)));
      return plan;
    },
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
