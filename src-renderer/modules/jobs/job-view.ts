import { z } from 'zod';
import { convertInput } from '#shared/contract/convert.ts';
import type { ConvertResult } from '#shared/model/convert.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { Paths } from '../files/paths.ts';
import { jobsText } from '../../text/jobs.ts';

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
  durationMs: z.number(),
}) satisfies z.ZodType<ConvertResult>;

/** What a job is about, in words. */
export interface JobTitle {
  readonly source: string;
  /** Absent for jobs that write nothing. */
  readonly target?: string;
  readonly operation: string;
}

/** True until a job succeeded, failed or was cancelled. */
export function isActive({ state }: JobSnapshot): boolean {
  return state.kind === 'queued' || state.kind === 'running' || state.kind === 'paused';
}

/** Names of the files a job is about. */
export function titleOf(job: JobSnapshot, paths: Paths): JobTitle {
  const operation = jobsText.operations[job.operation] ?? job.operation;
  const input = convertInput.safeParse(job.input).data;
  if (!input) return { source: operation, operation };
  return { source: paths.nameOf(input.source), target: paths.nameOf(input.target), operation };
}

/** The one name for a job on its buttons: the file it makes, else the file it is about. */
export function nameOf(job: JobSnapshot, paths: Paths): string {
  const { source, target = source } = titleOf(job, paths);
  return target;
}

/** The path a conversion writes to; undefined for other jobs. */
export function targetOf(job: JobSnapshot): string | undefined {
  return convertInput.safeParse(job.input).data?.target;
}

/** True when a conversion will read its result back. */
export function willVerify(job: JobSnapshot): boolean {
  return convertInput.safeParse(job.input).data?.verify !== false;
}

/** The result of a conversion; undefined for other jobs and for jobs that have none. */
export function conversionOf({ state }: JobSnapshot): ConvertResult | undefined {
  return state.kind === 'succeeded' ? convertResult.safeParse(state.result).data : undefined;
}
