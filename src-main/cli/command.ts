import type { ExitCode } from './exit-codes.ts';
import type { OptionValues } from './options.ts';

/** Where the program lies; the same from source and from a bundle. */
export interface Application {
  readonly version: string;
  /** The folder of package.json. */
  readonly folder: string;
}

/** One call of a verb, as a command receives it. */
export interface CommandCall {
  readonly arguments: readonly string[];
  readonly options: OptionValues;
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. */
  readonly signal: AbortSignal;
  readonly application: Application;
}

/** What a verb does. Errors are thrown; the caller puts them into words. */
export type Command = (call: CommandCall) => Promise<ExitCode>;
