import { z } from 'zod';
import type { JobSnapshot } from '#shared/model/job.ts';
import { targetOf } from '../core/jobs/leftovers.ts';

const named = z.object({ path: z.string().optional(), source: z.string().optional() });

/** The file that a job made or, where it makes none, the one it was about; undefined for a job that names none. */
export function fileOf(job: JobSnapshot): string | undefined {
  const { path, source = path } = named.safeParse(job.input).data ?? {};
  return targetOf(job) ?? source;
}
