import { check as checkImage } from '#main/core/operations/check.ts';
import { previewRepair, repair, undoRepair } from '#main/core/operations/repair.ts';
import type { Watch } from '#main/core/disk/format.ts';
import type { Report } from '#main/core/report/report.ts';
import { DiskError } from '#shared/errors.ts';
import type { CheckResult } from '#shared/model/check.ts';
import type { Command } from '../command.ts';
import { exitCodes, type ExitCode } from '../exit-codes.ts';
import type { OptionValues } from '../options.ts';
import { describeCheck } from '../render/check.ts';
import { jsonDocument } from '../render/json.ts';
import { showProgress } from '../render/progress.ts';
import { printResult } from '../render/streams.ts';
import { reportTo } from '../report.ts';

/** `platter check`: looks, previews a repair, repairs, or takes a repair back. */
export const check: Command = async ({ arguments: [path = ''], options, signal }) => {
  const report = await reportTo(options.report, [path]);
  using progress = showProgress(options.progress);
  const result = await run(path, options, { signal, report: progress.report });
  progress.end();
  const code = await report.save(told(result, options), exitCodeFor(result));
  await printResult(options.json ? jsonDocument(result) : describeCheck(result, options));
  return code;
};

function run(path: string, options: OptionValues, watch: Watch): Promise<CheckResult> {
  const { sourceFormat, parents, inUse, undo, preview, repair: kind } = options;
  const input = { path, sourceFormat, parents, inUse };
  if (undo && kind !== undefined) throw contradiction('--undo and --repair do not go together.');
  if (preview && kind === undefined) throw contradiction('--dry-run goes with --repair.');
  if (undo) return undoRepair(input, watch);
  if (kind === undefined) return checkImage(input, watch);
  return preview ? previewRepair({ ...input, kind }, watch) : repair({ ...input, kind }, watch);
}

function told(result: CheckResult, { undo, preview, repair: kind }: OptionValues): Report {
  const endedAt = Date.now();
  if (undo) return { operation: 'undo-repair', result, endedAt };
  if (kind === undefined) return { operation: 'check', result, endedAt };
  return { operation: preview ? 'preview-repair' : 'repair', input: { kind }, result, endedAt };
}

function exitCodeFor({ summary: { fatal, damage, waste } }: CheckResult): ExitCode {
  if (fatal + damage > 0) return exitCodes.damaged;
  return waste > 0 ? exitCodes.wasteful : exitCodes.fine;
}

function contradiction(problem: string): DiskError {
  return new DiskError('input.invalid', { problem });
}
