import type { Api } from '#shared/contract/index.ts';
import { DiskError, toDiskError } from '#shared/errors.ts';
import type { ConvertInput, ConvertPlan } from '#shared/model/convert.ts';
import type { PlannedTarget } from './row.ts';

export interface NamedInput {
  /** The conversion, for the n-th name of its target. */
  readonly inputFor: (attempt: number) => ConvertInput;
  /** Targets of other rows and of running jobs, which no plan can see yet. */
  readonly taken: ReadonlySet<string>;
}

/** Names tried before the folder counts as hopeless. */
const mostAttempts = 100;

/**
 * Plans a conversion under the first name that is free: neither a file in the way, nor another row's target, nor the source
 * itself. Throws what the plan refuses for any other reason, and `target.exists` when no name is free.
 */
export async function planUnderFreeName(
  api: Api,
  { inputFor, taken }: NamedInput,
  signal: AbortSignal,
): Promise<PlannedTarget> {
  const first = inputFor(1).target;
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const input = inputFor(attempt);
    const plan = taken.has(input.target) ? undefined : await planUnlessClash(api, input, signal);
    if (plan) return attempt === 1 ? { plan } : { plan, takenName: first };
  }
  throw new DiskError('target.exists', { path: first });
}

async function planUnlessClash(api: Api, input: ConvertInput, signal: AbortSignal): Promise<ConvertPlan | undefined> {
  try {
    const plan = await api.convert.plan(input, signal);
    return plan.clashes.length === 0 ? plan : undefined;
  } catch (thrown) {
    const { code } = toDiskError(thrown);
    if (code === 'same-file' || code === 'exists') return undefined;
    throw thrown;
  }
}
