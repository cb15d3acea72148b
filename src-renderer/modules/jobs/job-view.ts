import { z } from 'zod';
import { convertInput } from '#shared/contract/convert.ts';
import { compactInput } from '#shared/contract/maintain.ts';
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

/** Paths of the file a job is about, and of the one it makes beside it. */
export interface JobFiles {
  readonly source: string;
  readonly target?: string | undefined;
}

/** The files of a job; undefined for one of a kind that this window does not know. */
export function filesOf({ input }: JobSnapshot): JobFiles | undefined {
  const conversion = convertInput.safeParse(input).data;
  if (conversion) return conversion;
  const maintenance = compactInput.safeParse(input).data;
  return maintenance && { source: maintenance.path, target: maintenance.output };
}

/** Names of the files a job is about. */
export function titleOf(job: JobSnapshot, paths: Paths): JobTitle {
  const operation = jobsText.operations[job.operation] ?? job.operation;
  const { source, target } = filesOf(job) ?? {};
  if (source === undefined) return { source: operation, operation };
  return { source: paths.nameOf(source), operation, ...(target !== undefined && { target: paths.nameOf(target) }) };
}

/** The one name for a job on its buttons: the file it makes, else the file it is about. */
export function nameOf(job: JobSnapshot, paths: Paths): string {
  const { source, target = source } = titleOf(job, paths);
  return target;
}

/** The path a job writes a new file to; undefined for jobs that make none. */
export function targetOf(job: JobSnapshot): string | undefined {
  return filesOf(job)?.target;
}

/** A preview belongs to the question that asked for it; what became of it is shown there. */
export function isPreview({ operation }: JobSnapshot): boolean {
  return operation.startsWith('preview-');
}

/** True when a conversion will read its result back. */
export function willVerify(job: JobSnapshot): boolean {
  const conversion = convertInput.safeParse(job.input).data;
  return conversion !== undefined && conversion.verify !== false;
}

/** The result of a conversion; undefined for other jobs and for jobs that have none. */
export function conversionOf({ state }: JobSnapshot): ConvertResult | undefined {
  return state.kind === 'succeeded' ? convertResult.safeParse(state.result).data : undefined;
}
