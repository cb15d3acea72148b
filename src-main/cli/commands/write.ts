import { addAbortSignal } from 'node:stream';
import { write as writeDisk } from '#main/core/operations/write.ts';
import { sizeInFull } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';

/** `platter write`: stdin as it is, into the logical disk. */
export const write: Command = async ({ arguments: [path = ''], options, signal }) => {
  const { sourceFormat, parents, writeOffset: offset = 0 } = options;
  using progress = showProgress(options.progress);
  // A pipe in which nothing comes would otherwise keep an interrupted program waiting.
  const pieces: AsyncIterable<Uint8Array> = addAbortSignal(signal, process.stdin);
  const result = await writeDisk({ path, sourceFormat, parents, offset, pieces }, { signal, report: progress.report });
  progress.end();
  await printResult(options.json ? jsonDocument(result) : `Wrote ${sizeInFull(result.written)}.\n`);
  return exitCodes.fine;
};
