import { hash as hashDisk } from '#main/core/operations/hash.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { plain } from '#shared/text/plain.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';

/** `platter hash`: the line is the one `sha256sum` would print for the raw disk. */
export const hash: Command = async ({ arguments: [path = ''], options, signal }) => {
  using progress = showProgress(options.progress);
  const { sourceFormat, parents, inUse } = options;
  const result = await hashDisk({ path, sourceFormat, parents, inUse }, { signal, report: progress.report });
  progress.end();
  await printResult(options.json ? jsonDocument(result) : `${result.value}  ${plain(path)}\n`);
  return exitCodes.fine;
};
