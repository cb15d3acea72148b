import { z } from 'zod';
import type { CompactInput } from '../model/compact.ts';
import { call } from '../rpc/define.ts';
import { readInUse } from './read-in-use.ts';

const path = z.string().min(1);
const format = z.string().optional();

export const imageInput = z.object({ path, sourceFormat: format });
export const checkInput = imageInput.extend({ inUse: readInUse.optional() });
export const repairInput = z.object({ path, sourceFormat: format, kind: z.enum(['lossless', 'all']) });
export const compactInput = z.object({
  path,
  sourceFormat: format,
  freeSpace: z.boolean().optional(),
  output: z.string().min(1).optional(),
}) satisfies z.ZodType<CompactInput>;

const startedJob = z.object({ id: z.string() });

/** Work on an image as it is: each call queues a job and returns its id; the job's result is a report. */
export const maintain = {
  check: call(checkInput, startedJob),
  /** Says what a repair would change; the result is that of a check. */
  previewRepair: call(repairInput, startedJob),
  repair: call(repairInput, startedJob),
  /** Puts back what the last repair replaced. */
  undoRepair: call(imageInput, startedJob),
  previewCompaction: call(compactInput, startedJob),
  compact: call(compactInput, startedJob),
};
