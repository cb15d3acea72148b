import { convertInput } from '#shared/contract/convert.ts';
import { createInput } from '#shared/contract/create.ts';
import { compactInput } from '#shared/contract/maintain.ts';
import type { JobSnapshot, Progress } from '#shared/model/job.ts';
import type { Paths } from '../files/paths.ts';
import { jobsText } from '../../text/jobs.ts';
import { sizeInWords } from '../../text/quantities.ts';

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

/** True for a job that goes on only when a person says so: it is paused, or held back before it began. */
export function isPaused({ state }: JobSnapshot): boolean {
  return (state.kind === 'paused' && !state.resumeRequested) || (state.kind === 'queued' && state.held === true);
}

/** Paths of the file a job is about, if there is one, and of the one it makes, if it makes one. */
export interface JobFiles {
  readonly source?: string | undefined;
  readonly target?: string | undefined;
}

/** The files of a job; undefined for one of a kind that this window does not know. */
export function filesOf({ input }: JobSnapshot): JobFiles | undefined {
  const conversion = convertInput.safeParse(input).data;
  if (conversion) return conversion;
  const creation = createInput.safeParse(input).data;
  if (creation) return { target: creation.target };
  const maintenance = compactInput.safeParse(input).data;
  return maintenance && { source: maintenance.path, target: maintenance.output };
}

/** Names of the files a job is about. */
export function titleOf(job: JobSnapshot, paths: Paths): JobTitle {
  const operation = jobsText.operations[job.operation] ?? job.operation;
  const { source, target } = filesOf(job) ?? {};
  if (source === undefined) return { source: target === undefined ? operation : paths.nameOf(target), operation };
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

const refusalsInUse = ['image.written', 'image.written-by', 'image.not-at-rest', 'image.not-at-rest-by'];

/** True for a job that was refused because somebody may write to its image. */
export function isRefusedInUse({ state }: JobSnapshot): boolean {
  return state.kind === 'failed' && refusalsInUse.includes(state.error.reason);
}

/** True when a conversion will read its result back. */
export function willVerify(job: JobSnapshot): boolean {
  const conversion = convertInput.safeParse(job.input).data;
  return conversion !== undefined && conversion.verify !== false;
}

/** How much is done of how much, in words; undefined where that says nothing to a person. */
export function amountOf({ done, total, unit }: Progress): string | undefined {
  if (unit !== 'bytes') return undefined;
  return total === undefined ? sizeInWords(done) : jobsText.doneOf(sizeInWords(done), sizeInWords(total));
}
