import { z } from 'zod';
import { convertInput } from '#shared/contract/convert.ts';
import { createInput } from '#shared/contract/create.ts';
import { checkInput, compactInput, imageInput, repairInput } from '#shared/contract/maintain.ts';
import { check } from '../operations/check.ts';
import { compact, forecastCompaction } from '../operations/compact.ts';
import { compare, type CompareInput } from '../operations/compare.ts';
import { convert } from '../operations/convert.ts';
import { create } from '../operations/create.ts';
import { hash } from '../operations/hash.ts';
import type { SourceInput } from '../operations/open-source.ts';
import { previewRepair, repair, undoRepair } from '../operations/repair.ts';
import type { JobOperation } from './work.ts';

const format = z.string().optional();

const sourceInput = z.object({ path: z.string(), sourceFormat: format }) satisfies z.ZodType<SourceInput>;

const compareInput = z.object({
  first: z.string(),
  second: z.string(),
  firstFormat: format,
  secondFormat: format,
}) satisfies z.ZodType<CompareInput>;

/** The operations that run as jobs, by name: one line each. */
export const operations: Readonly<Record<string, JobOperation>> = {
  convert: (input, watch, token) => convert({ ...convertInput.parse(input), token }, watch),
  create: (input, watch, token) => create({ ...createInput.parse(input), token }, watch),
  hash: (input, watch) => hash(sourceInput.parse(input), watch),
  check: (input, watch) => check(checkInput.parse(input), watch),
  'preview-repair': (input, watch) => previewRepair(repairInput.parse(input), watch),
  repair: (input, watch, token) => repair({ ...repairInput.parse(input), token }, watch),
  'undo-repair': (input, watch) => undoRepair(imageInput.parse(input), watch),
  // The window asks for the name of a copy only after its preview.
  'preview-compaction': (input, watch) => forecastCompaction(compactInput.parse(input), watch),
  compact: (input, watch, token) => compact({ ...compactInput.parse(input), token }, watch),
  compare: (input, watch) => compare(compareInput.parse(input), watch),
};
