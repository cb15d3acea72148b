import { create as createImage, type CreateResult } from '#main/core/operations/create.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { factList, sizeInFull } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { print } from '../render/streams.ts';

/** `platter create`. The parser has seen to it that a size is there. */
export const create: Command = async ({ arguments: [target = ''], options, signal }) => {
  const { size: virtualSize = 0, profile, format, variant, option } = options;
  using progress = showProgress(options.progress);
  const input = { target, virtualSize, profile, format, variant, options: option };
  const result = await createImage(input, { signal, report: progress.report });
  progress.end();
  await print(options.json ? jsonDocument(result) : inWords(result));
  return exitCodes.fine;
};

function inWords({ path, format, variant, virtualSize, files }: CreateResult): string {
  return factList([
    ['created', path],
    ['format', `${format} ${variant}`],
    ['virtual size', sizeInFull(virtualSize)],
    ['files', String(files.length)],
  ]);
}
