import { read as readDisk } from '#main/core/operations/read.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { showProgress } from '../render/progress.ts';
import { print } from '../render/streams.ts';

/** `platter read`: bytes as they are, for a pipe or a file; each piece is taken before the next one is read. */
export const read: Command = async ({ arguments: [path = ''], options, signal }) => {
  const { sourceFormat, parents, inUse, offset, length } = options;
  using progress = showProgress(options.progress);
  const input = { path, sourceFormat, parents, inUse, offset, length };
  for await (const piece of readDisk(input, { signal, report: progress.report })) await print(piece);
  progress.end();
  return exitCodes.fine;
};
