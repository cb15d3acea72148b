import { convert as convertImage } from '#main/core/operations/convert.ts';
import { DiskError } from '#shared/errors.ts';
import type { ConvertResult, OptionValues as TargetOptions } from '#shared/model/convert.ts';
import { durationInWords } from '#shared/text/quantities.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import type { OptionValues } from '../options.ts';
import { factList, sizeInFull } from '../render/human.ts';
import { lossFacts, warnOfLosses, warnOfUnflushed } from '../render/losses.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';
import { reportTo } from '../report.ts';

/** `platter convert`. */
export const convert: Command = async ({ arguments: [source = '', target = ''], options, signal }) => {
  const { sourceFormat, parents, inUse, profile, format, variant, verify, overwrite, salvage } = options;
  const wish = { target, profile, format, variant, options: targetOptions(options), verify, overwrite, salvage };
  const input = { source, sourceFormat, parents, inUse, ...wish };
  const report = await reportTo(options.report, [source, target]);
  using progress = showProgress(options.progress);
  const result = await convertImage(input, { signal, report: progress.report });
  progress.end();
  const code = await report.save({ operation: 'convert', input, result, endedAt: Date.now() }, exitCodes.fine);
  await printResult(options.json ? jsonDocument(result) : inWords(result));
  warnOfLosses(result);
  warnOfUnflushed(result);
  return code;
};

function targetOptions({ option = {}, level }: OptionValues): TargetOptions {
  if (level === undefined) return option;
  if (!Object.hasOwn(option, 'level')) return { ...option, level };
  throw new DiskError('input.invalid', {
    problem: 'The compression level is given twice, by --level and by -o level.',
  });
}

function inWords(result: ConvertResult): string {
  const { digest, files, durationMs } = result;
  return factList([
    ['written', result.target],
    ['format', `${result.format} ${result.variant}`],
    ['virtual size', sizeInFull(result.virtualSize)],
    ['data', sizeInFull(result.dataBytes)],
    ['size on disk', sizeInFull(result.bytesWritten)],
    ['files', String(files.length)],
    [
      'verified',
      result.verified ? `yes: read back and equal to ${result.lost ? 'what was salvaged' : 'the source'}` : 'no',
    ],
    ...(digest ? [[digest.algorithm, digest.value] as const] : []),
    ...lossFacts(result),
    ['took', durationInWords(durationMs / 1000)],
  ]);
}
