import { z } from 'zod';
import type { CheckResult, RepairStep } from '#shared/model/check.ts';
import type { CompactedPartition, CompactResult } from '#shared/model/compact.ts';
import type { ConvertResult } from '#shared/model/convert.ts';
import type { CreateResult } from '#shared/model/create.ts';
import { severities, type Finding } from '#shared/model/finding.ts';
import type { JobSnapshot } from '#shared/model/job.ts';

const count = z.number().int().nonnegative();
const range = { start: z.number(), length: z.number() };

const finding = z.object({
  code: z.string(),
  severity: z.enum(severities),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
  where: z.object({ file: z.string(), ...range }).exactOptional(),
  fix: z.object({ loss: z.enum(['none', 'possible']) }).exactOptional(),
}) satisfies z.ZodType<Finding>;

const repairStep = z.object({
  code: z.string(),
  file: z.string(),
  changes: count,
  bytes: count,
}) satisfies z.ZodType<RepairStep>;

const checkResult = z.object({
  path: z.string(),
  format: z.string(),
  findings: z.array(finding),
  summary: z.object({ fatal: count, damage: count, waste: count, note: count }),
  blocks: z.object({ total: count, allocated: count }),
  repaired: z.array(repairStep),
  journal: z.string().nullable(),
  durationMs: z.number(),
}) satisfies z.ZodType<CheckResult>;

const fileSizes = z.object({ fileSize: z.number(), allocatedSize: z.number() });

const compactResult = z.object({
  path: z.string(),
  format: z.string(),
  variant: z.string(),
  output: z.string().nullable(),
  isPreview: z.boolean(),
  before: fileSizes,
  after: fileSizes,
  reclaimed: z.number(),
  zeroBytes: z.number(),
  sameAsParentBytes: z.number(),
  discardedBytes: z.number(),
  orphanedBytes: z.number(),
  guestFreeBytes: z.number(),
  movedBytes: z.number(),
  partitions: z.array(z.custom<CompactedPartition>((value) => value instanceof Object && 'partition' in value)),
  durationMs: z.number(),
}) satisfies z.ZodType<CompactResult>;

const convertResult = z.object({
  source: z.string(),
  target: z.string(),
  format: z.string(),
  variant: z.string(),
  virtualSize: z.number(),
  dataBytes: z.number(),
  zeroBytes: z.number(),
  bytesWritten: z.number(),
  files: z.array(z.string()),
  digest: z.object({ algorithm: z.enum(['sha256', 'sha256-sparse']), value: z.string() }).nullable(),
  verified: z.boolean(),
  lost: z.array(z.object(range)).exactOptional(),
  lostBytes: z.number().exactOptional(),
  lostRanges: count.exactOptional(),
  durationMs: z.number(),
}) satisfies z.ZodType<ConvertResult>;

const createResult = z.object({
  path: z.string(),
  format: z.string(),
  variant: z.string(),
  virtualSize: z.number(),
  files: z.array(z.string()),
}) satisfies z.ZodType<CreateResult>;

const checks: readonly string[] = ['check', 'preview-repair', 'repair', 'undo-repair'];
const compactions: readonly string[] = ['preview-compaction', 'compact'];

/** What a check, a repair or its preview found; undefined for other jobs and for jobs that have no result. */
export function checkOf({ operation, state }: JobSnapshot): CheckResult | undefined {
  if (!checks.includes(operation) || state.kind !== 'succeeded') return undefined;
  return checkResult.safeParse(state.result).data;
}

/** What a compaction or its preview tells; undefined for other jobs and for jobs that have no result. */
export function compactionOf({ operation, state }: JobSnapshot): CompactResult | undefined {
  if (!compactions.includes(operation) || state.kind !== 'succeeded') return undefined;
  return compactResult.safeParse(state.result).data;
}

/** The result of a conversion; undefined for other jobs and for jobs that have none. */
export function conversionOf({ operation, state }: JobSnapshot): ConvertResult | undefined {
  if (operation !== 'convert' || state.kind !== 'succeeded') return undefined;
  return convertResult.safeParse(state.result).data;
}

/** What was created; undefined for other jobs and for jobs that have no result. */
export function creationOf({ operation, state }: JobSnapshot): CreateResult | undefined {
  if (operation !== 'create' || state.kind !== 'succeeded') return undefined;
  return createResult.safeParse(state.result).data;
}

/** The format of the image that a job has made, or else of the one it was about; undefined for jobs that have no result. */
export function formatOf(job: JobSnapshot): string | undefined {
  return [conversionOf, creationOf, compactionOf, checkOf]
    .map((resultOf) => resultOf(job)?.format)
    .find((format) => format !== undefined);
}

/** True for a job that has a report to be shown and saved. */
export function hasReport(job: JobSnapshot): boolean {
  return [checkOf, compactionOf, conversionOf].some((resultOf) => resultOf(job) !== undefined);
}
