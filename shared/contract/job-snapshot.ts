import { z } from 'zod';
import type { JobSnapshot, JobState, Progress } from '../model/job.ts';
import { wireError } from './wire-error.ts';

const progress = z.object({
  phase: z.string(),
  done: z.number(),
  total: z.number().exactOptional(),
  unit: z.enum(['bytes', 'items']),
}) satisfies z.ZodType<Progress>;

const state = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), held: z.literal(true).exactOptional() }),
  z.object({ kind: z.literal('running'), progress, cancelRequested: z.boolean() }),
  z.object({
    kind: z.literal('paused'),
    progress,
    cancelRequested: z.literal(false),
    resumeRequested: z.boolean(),
    problem: wireError.exactOptional(),
  }),
  z.object({ kind: z.literal('succeeded'), result: z.unknown() }),
  z.object({ kind: z.literal('failed'), error: wireError }),
  z.object({ kind: z.literal('cancelled') }),
  z.object({ kind: z.literal('interrupted'), progress: progress.nullable(), notice: wireError.nullable() }),
]) satisfies z.ZodType<JobState>;

const time = z.number();

/** A job as it crosses the connection, and as the history keeps it. */
export const jobSnapshot = z.object({
  id: z.string(),
  operation: z.string(),
  input: z.unknown(),
  state,
  createdAt: time,
  startedAt: time.exactOptional(),
  endedAt: time.exactOptional(),
  bytesPerSecond: z.number().exactOptional(),
  secondsLeft: z.number().exactOptional(),
}) satisfies z.ZodType<JobSnapshot>;
