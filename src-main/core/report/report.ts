import { DiskError } from '#shared/errors.ts';
import type { CheckResult, RepairKind } from '#shared/model/check.ts';
import type { CompactInput, CompactResult } from '#shared/model/compact.ts';
import type { ConvertInput, ConvertResult } from '#shared/model/convert.ts';
import type { JobSnapshot } from '#shared/model/job.ts';

/** What was asked for and what came of it, for each operation that has a report; the names are those of jobs. */
interface Told {
  readonly check: { readonly result: CheckResult };
  readonly 'preview-repair': { readonly input: { readonly kind: RepairKind }; readonly result: CheckResult };
  readonly repair: { readonly input: { readonly kind: RepairKind }; readonly result: CheckResult };
  readonly 'undo-repair': { readonly result: CheckResult };
  readonly 'preview-compaction': { readonly input: Pick<CompactInput, 'freeSpace'>; readonly result: CompactResult };
  readonly compact: { readonly input: Pick<CompactInput, 'freeSpace'>; readonly result: CompactResult };
  readonly convert: { readonly input: ConvertInput; readonly result: ConvertResult };
}

type Reported = keyof Told;
const reported: readonly Reported[] = [
  'check',
  'preview-repair',
  'repair',
  'undo-repair',
  'preview-compaction',
  'compact',
  'convert',
];

/** Work that succeeded, as a report tells it. `endedAt` is in Unix milliseconds. */
export type ReportOf<Name extends Reported> = Told[Name] & { readonly operation: Name; readonly endedAt: number };
export type Report = { [Name in Reported]: ReportOf<Name> }[Reported];

/** The report of a job. Throws `job.not-ended` for one without a result, and `input.invalid` for work that has no report. */
export function reportOf({ id, operation, input, state, endedAt }: JobSnapshot): Report {
  if (state.kind !== 'succeeded' || endedAt === undefined) throw new DiskError('job.not-ended', { id });
  if (!reported.some((name) => name === operation)) {
    throw new DiskError('input.invalid', { problem: `There is no page for "${operation}"; save its result as JSON.` });
  }
  // The input was validated before the job began, and its result is what the operation of that name returned.
  return { operation, input, result: state.result, endedAt } as Report;
}

/** Where inputs and results name files. */
const pathKeys = ['path', 'source', 'target', 'output', 'first', 'second', 'journal', 'files'] as const;

/** The files that a piece of work tells of: a report of it must replace none of them. */
export function filesOf(told: { readonly input?: unknown; readonly result: unknown }): readonly string[] {
  const named = [told.input, told.result].flatMap((part) => {
    const record: Readonly<Record<string, unknown>> = { ...(part ?? {}) };
    return pathKeys.flatMap((key) => record[key]);
  });
  return [...new Set(named.filter((name) => typeof name === 'string'))];
}
