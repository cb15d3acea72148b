import { z } from 'zod';
import type { ConvertInput, ConvertPlan } from '../model/convert.ts';
import { call } from '../rpc/define.ts';

export const convertInput = z.object({
  source: z.string().min(1),
  sourceFormat: z.string().optional(),
  target: z.string().min(1),
  format: z.string().optional(),
  variant: z.string().optional(),
  options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
  profile: z.string().optional(),
  verify: z.boolean().optional(),
  overwrite: z.boolean().optional(),
  salvage: z.boolean().optional(),
}) satisfies z.ZodType<ConvertInput>;

const bytes = z.number().int().nonnegative();

const convertPlan = z.object({
  target: z.string(),
  virtualSize: bytes,
  neededBytes: bytes,
  freeBytes: bytes,
  clashes: z.array(z.string()),
}) satisfies z.ZodType<ConvertPlan>;

export const convert = {
  /** What a conversion would do: sizes, free space, clashes. Writes nothing; refuses what `start` would refuse. */
  plan: call(convertInput, convertPlan),
  /** Queues a conversion and returns the id of its job. */
  start: call(convertInput, z.object({ id: z.string() })),
};
