import { z } from 'zod';
import type { JobSnapshot } from '../model/job.ts';
import { call, stream } from '../rpc/define.ts';

const oneJob = z.object({ id: z.string() });
const snapshot = z.custom<JobSnapshot>((value) => typeof value === 'object' && value !== null && 'state' in value);

export const jobs = {
  /** All jobs, newest first, again and again whenever one of them changes. */
  watch: stream(z.object({}), z.array(snapshot)),
  /** Asks a job to stop; a nearly finished one may still finish. */
  cancel: call(oneJob, z.object({})),
  /** Takes an ended job off the list. */
  dismiss: call(oneJob, z.object({})),
};
