import { z } from 'zod';
import type { CreateInput, CreatePlan, CreateSizes, NewDisk } from '../model/create.ts';
import { call } from '../rpc/define.ts';

const bytes = z.number().int().nonnegative();

export const createInput = z.object({
  target: z.string().min(1),
  virtualSize: bytes,
  format: z.string().optional(),
  variant: z.string().optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  profile: z.string().optional(),
}) satisfies z.ZodType<CreateInput>;

const newDisk = createInput.omit({ target: true }) satisfies z.ZodType<NewDisk>;

const createSizes = z.object({
  virtualSize: bytes,
  bytesAtFirst: bytes,
  bytesAtMost: bytes,
  fileCount: z.number().int().positive(),
}) satisfies z.ZodType<CreateSizes>;

const createPlan = createSizes.extend({
  target: z.string(),
  format: z.string(),
  variant: z.string(),
  freeBytes: bytes,
  files: z.array(z.string()),
  clashes: z.array(z.string()),
}) satisfies z.ZodType<CreatePlan>;

export const create = {
  /** What a new image would take, wherever it lies. Refuses sizes and options that format or product do not take. */
  measure: call(newDisk, createSizes),
  /** What a creation would make: files, sizes, free space, clashes. Writes nothing; refuses what `start` would refuse. */
  plan: call(createInput, createPlan),
  /** Queues the creation of an empty image and returns the id of its job. */
  start: call(createInput, z.object({ id: z.string() })),
};
