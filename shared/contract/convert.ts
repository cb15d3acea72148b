import { z } from 'zod';
import { identifierChoices, type ConvertForecast, type ConvertInput, type ConvertPlan } from '../model/convert.ts';
import { call } from '../rpc/define.ts';
import { readInUse } from './read-in-use.ts';

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
  inUse: readInUse.optional(),
  identifiers: z.enum(identifierChoices).optional(),
}) satisfies z.ZodType<ConvertInput>;

const bytes = z.number().int().nonnegative();

const convertPlan = z.object({
  target: z.string(),
  virtualSize: bytes,
  neededBytes: bytes,
  freeBytes: bytes,
  clashes: z.array(z.string()),
}) satisfies z.ZodType<ConvertPlan>;

const convertForecast = z.object({ expectedBytes: bytes, sampledBytes: bytes }) satisfies z.ZodType<ConvertForecast>;

export const convert = {
  /** What a conversion would do: sizes, free space, clashes. Writes nothing; refuses what `start` would refuse. */
  plan: call(convertInput, convertPlan),
  /** What the result will likely take, from a look at a sample of the data that takes a second at most. The target is not looked at. */
  forecast: call(convertInput, convertForecast),
  /** Queues a conversion and returns the id of its job. */
  start: call(convertInput, z.object({ id: z.string() })),
};
