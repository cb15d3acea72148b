import { refuseAsReport, writeReport, type ReportFile } from '#main/core/operations/save-report.ts';
import type { Report } from '#main/core/report/report.ts';
import { toDiskError } from '#shared/errors.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { plain } from '#shared/text/plain.ts';
import { say } from './render/streams.ts';

/** What `--report` asked for, if it did. */
export interface ReportSaver {
  /** Saves the report and returns how the command ends: with `code`, or with 1 where the report could not be saved. */
  save(report: Report, code: ExitCode): Promise<ExitCode>;
}

/**
 * Looks whether the report can be written before the work begins: throws what `refuseAsReport` throws for the images that are
 * named on the command line. What fails after the work is no error of the work, which stands: it is told on stderr.
 */
export async function reportTo(
  file: ReportFile | undefined,
  images: readonly (string | undefined)[],
): Promise<ReportSaver> {
  if (file === undefined) return { save: async (_, code) => code };
  await refuseAsReport(
    file.path,
    images.filter((image) => image !== undefined),
  );
  return {
    async save(report, code) {
      try {
        await writeReport(report, file);
        return code;
      } catch (thrown) {
        say(plain(`Everything else is done, but the report was not saved. ${toDiskError(thrown).message}`));
        return exitCodes.couldNot;
      }
    },
  };
}
