import { formatById } from '#main/core/disk/identify.ts';
import { formats } from '#main/core/formats/index.ts';
import { compare as compareDisks, type CompareResult } from '#main/core/operations/compare.ts';
import { inspect } from '#main/core/operations/inspect.ts';
import { toDiskError, type ErrorReason } from '#shared/errors.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { OptionValues } from '../options.ts';
import { sizeInFull } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';

/** `platter compare`: content, not format; different disks have an exit code of their own. */
export const compare: Command = async ({ arguments: [first = '', second = ''], options, signal }) => {
  const firstFormat = options.firstFormat ?? (await formatIfSilent(first, options, signal));
  const secondFormat = options.secondFormat ?? (await formatIfSilent(second, options, signal));
  using progress = showProgress(options.progress);
  const input = { first, second, firstFormat, secondFormat, parents: options.parents, inUse: options.inUse };
  const result = await compareDisks(input, { signal, report: progress.report });
  progress.end();
  await printResult(options.json ? jsonDocument(result) : inWords(result));
  return result.identical ? exitCodes.fine : exitCodes.different;
};

/** What the stated format is for: nothing in the file tells its own, or what does is something that Platter does not read. */
const silent: ReadonlySet<ErrorReason> = new Set<ErrorReason>(['probe.unknown', 'probe.several', 'probe.foreign']);

/** The stated format for an image that does not tell its own; undefined for one that does. Throws `format.unknown`. */
async function formatIfSilent(
  path: string,
  { unknownFormat, parents }: OptionValues,
  signal: AbortSignal,
): Promise<string | undefined> {
  if (unknownFormat === undefined) return undefined;
  const { id } = formatById(unknownFormat, formats);
  try {
    await inspect({ path, parents }, { signal, report: () => undefined });
    return undefined;
  } catch (thrown) {
    if (silent.has(toDiskError(thrown).reason)) return id;
    throw thrown;
  }
}

function inWords({ identical, firstDifference = 0, virtualSizes: [first, second] }: CompareResult): string {
  const sizes =
    first === second ? '' : ` One disk has ${sizeInWords(first)}, the other ${sizeInWords(second)}; the rest is zero.`;
  if (identical) return `Identical.${sizes}\n`;
  return `Different: the first difference is ${sizeInFull(firstDifference)} into the disk.\n`;
}
