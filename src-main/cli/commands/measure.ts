import { measure as measureTarget } from '#main/core/operations/measure.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { factList, sizeInFull } from '../render/human.ts';
import { warnOfUse } from '../render/in-use.ts';
import { jsonDocument } from '../render/json.ts';
import { printResult } from '../render/streams.ts';

/** `platter measure`. */
export const measure: Command = async ({ arguments: [path = ''], options, signal }) => {
  const { sourceFormat, parents, profile, measuredFormat: format, variant, option } = options;
  const input = { path, sourceFormat, parents, profile, format, variant, options: option };
  const result = await measureTarget(input, { signal, report: () => undefined });
  const facts = [
    ['required', sizeInFull(result.required)],
    ['fully allocated', sizeInFull(result.fullyAllocated)],
  ] as const;
  await printResult(options.json ? jsonDocument(result) : factList(facts));
  await warnOfUse(path);
  return exitCodes.fine;
};
