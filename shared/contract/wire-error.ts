import { z } from 'zod';
import { errorCodes, type WireError } from '../errors.ts';

/** An error as a value, where one is part of an answer rather than the end of a call. */
export const wireError = z.object({
  code: z.enum(errorCodes),
  reason: z.string(),
  message: z.string(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
}) satisfies z.ZodType<WireError>;
