import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { requireFolder, requireReplaceable } from '../io/folders.ts';
import { writeOwnFile } from '../io/own-file.ts';
import { isSameFile } from '../io/same-file.ts';
import { filesOf, reportOf, type Report } from '../report/report.ts';

/** Where a report goes and as what: a page for people, or what the command line prints with `--json`. */
export interface ReportFile {
  readonly kind: 'html' | 'json';
  /** Replaced when it is there. */
  readonly path: string;
}

/**
 * Saves what a job that succeeded tells: whole or not at all. Throws `job.not-ended`, `input.invalid` for a page of work that
 * has none, and what `refuseAsReport` and writing throw.
 */
export async function saveReport({ job, kind, path: file }: ReportFile & { readonly job: JobSnapshot }): Promise<void> {
  const { state, id, input } = job;
  if (state.kind !== 'succeeded') throw new DiskError('job.not-ended', { id });
  const { result } = state;
  await refuseAsReport(file, filesOf({ input, result }));
  await writeOwnFile(file, kind === 'json' ? asJson(result) : await asPage(reportOf(job)));
}

/** Saves a report of work that no job did: whole or not at all. Throws what `refuseAsReport` and writing throw. */
export async function writeReport(report: Report, { kind, path: file }: ReportFile): Promise<void> {
  await refuseAsReport(file, filesOf(report));
  await writeOwnFile(file, kind === 'json' ? asJson(report.result) : await asPage(report));
}

/**
 * Throws where a report can never be written: `target.no-folder`, `file.not-regular`, and `input.invalid` where it would
 * replace one of the images that it tells of.
 */
export async function refuseAsReport(file: string, images: readonly string[]): Promise<void> {
  await requireFolder(path.dirname(file));
  await requireReplaceable(file);
  for (const image of images) {
    if (!(await isSameFile(file, image))) continue;
    const problem = `The report would replace ${image}, which is one of the images it tells of. Choose another name.`;
    throw new DiskError('input.invalid', { problem });
  }
}

function asJson(result: unknown): string {
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

/** What makes pages is loaded with the first one: Vue is large, and most runs of the command line make none. */
async function asPage(report: Report): Promise<string> {
  const { renderPage } = await import('../report/render-page.ts');
  return renderPage(report);
}
