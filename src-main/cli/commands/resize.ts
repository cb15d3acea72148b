import { resize as resizeImage } from '#main/core/operations/resize.ts';
import { DiskError } from '#shared/errors.ts';
import { parseSize } from '#shared/model/bytes.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { factList, sizeInFull } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';

/** `platter resize`: the virtual disk, not the file. */
export const resize: Command = async ({ arguments: [path = '', size = ''], options, signal }) => {
  const virtualSize = parseSize(size);
  if (virtualSize === undefined) {
    const problem = `The size is whole bytes or a number with a unit, such as 20GiB, below 8192 TiB; not "${size}".`;
    throw new DiskError('input.invalid', { problem });
  }
  const { sourceFormat, parents, shrink } = options;
  using progress = showProgress(options.progress);
  const input = { path, sourceFormat, parents, virtualSize, shrink };
  const result = await resizeImage(input, { signal, report: progress.report });
  progress.end();
  const { before, after } = result;
  const facts = [
    ['resized', result.path],
    ['before', sizeInFull(before)],
    ['after', before === after ? `${sizeInFull(after)}, as before` : sizeInFull(after)],
  ] as const;
  await printResult(options.json ? jsonDocument(result) : factList(facts));
  return exitCodes.fine;
};
