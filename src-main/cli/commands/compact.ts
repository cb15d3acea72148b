import { compact as compactImage, previewCompaction } from '#main/core/operations/compact.ts';
import type { CompactResult } from '#shared/model/compact.ts';
import { barsOf } from '#shared/report/compaction-bars.ts';
import { causeTitles, compactionInWords, partitionInWords } from '#shared/text/compaction.ts';
import { sizeInWords } from '#shared/text/quantities.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { plain } from '#shared/text/plain.ts';
import { factList } from '../render/human.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';
import { reportTo } from '../report.ts';

/** `platter compact`: in place, into a new image, or only as a forecast. */
export const compact: Command = async ({ arguments: [path = ''], options, signal }) => {
  const { sourceFormat, parents, output, freeSpace } = options;
  const report = await reportTo(options.report, [path, output]);
  using progress = showProgress(options.progress);
  const run = options.preview ? previewCompaction : compactImage;
  const result = await run({ path, sourceFormat, parents, output, freeSpace }, { signal, report: progress.report });
  progress.end();
  const operation = options.preview ? 'preview-compaction' : 'compact';
  const code = await report.save({ operation, input: { freeSpace }, result, endedAt: Date.now() }, exitCodes.fine);
  await printResult(options.json ? jsonDocument(result) : inWords(result));
  return code;
};

function inWords(result: CompactResult): string {
  const { before, after, output, partitions, movedBytes } = result;
  const causes = barsOf(result).parts.map(({ cause, bytes }): [string, string] => [
    causeTitles[cause].toLowerCase(),
    sizeInWords(bytes),
  ]);
  const facts: [string, string][] = [
    ['before', `${sizeInWords(before.fileSize)}, of which ${sizeInWords(before.allocatedSize)} on disk`],
    ['after', `${sizeInWords(after.fileSize)}, of which ${sizeInWords(after.allocatedSize)} on disk`],
    ...causes,
    ...(movedBytes > 0 ? [['moved', sizeInWords(movedBytes)] as [string, string]] : []),
    ...(output === null ? [] : [['new image', output] as [string, string]]),
  ];
  const lines = partitions.map((partition) => `  ${plain(partitionInWords(partition))}\n`);
  const contents = lines.length > 0 ? `\nPartitions:\n${lines.join('')}` : '';
  return `${compactionInWords(result)}\n\n${factList(facts)}${contents}`;
}
