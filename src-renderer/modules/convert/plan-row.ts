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

/** A plan, and the names that were left to other rows and jobs for it: it stands as long as they have them. */
export interface FoundPlan extends PlannedTarget {
  readonly yielded: readonly string[];
}

/** Names tried before the folder counts as hopeless. */
const mostAttempts = 100;

/**
 * Plans a conversion under the first name that is free: neither a file in the way that may not be replaced, nor another row's
 * target, nor the source itself. Throws what the plan refuses for any other reason, and `target.exists` when no name is free.
 */
export async function planUnderFreeName(
  api: Api,
  { inputFor, taken }: NamedInput,
  signal: AbortSignal,
): Promise<FoundPlan> {
  const yielded: string[] = [];
  let firstTaken: PlannedTarget['taken'];
  for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
    const input = inputFor(attempt);
    const isYielded = taken.has(input.target);
    if (isYielded) yielded.push(input.target);
    const outcome = isYielded ? 'other' : await planUnlessClash(api, input, signal);
    if (typeof outcome === 'object') return { input, plan: outcome, yielded, ...(firstTaken && { taken: firstTaken }) };
    firstTaken ??= { path: input.target, by: outcome };
  }
  throw new DiskError('target.exists', { path: inputFor(1).target });
}

/** The plan, or what is in the way of it: a file, or something that can never be replaced. */
async function planUnlessClash(
  api: Api,
  input: ConvertInput,
  signal: AbortSignal,
): Promise<ConvertPlan | 'file' | 'other'> {
  try {
    const plan = await api.convert.plan(input, signal);
    return plan.clashes.length === 0 || input.overwrite === true ? plan : 'file';
  } catch (thrown) {
    const { code } = toDiskError(thrown);
    if (code === 'same-file') return 'other';
    if (code === 'exists') return 'file';
    throw thrown;
  }
}
