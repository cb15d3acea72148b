import { writeFile } from 'node:fs/promises';
import { DiskError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { asDiskError } from '../io/file-errors.ts';

export interface SaveReportInput {
  readonly job: JobSnapshot;
  readonly kind: 'html' | 'json';
  /** Replaced when it is there. */
  readonly path: string;
}

/** Saves what a job that succeeded tells. Throws `job.not-ended` for one that has no result. */
export async function saveReport({ job, path }: SaveReportInput): Promise<void> {
  const { state, id } = job;
  if (state.kind !== 'succeeded') throw new DiskError('job.not-ended', { id });
  try {
    await writeFile(path, `${JSON.stringify(state.result, undefined, 2)}\n`);
  } catch (thrown) {
    throw asDiskError(thrown, path);
  }
}
