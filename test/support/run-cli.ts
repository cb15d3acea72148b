import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import path from 'node:path';
import { projectFolder } from './need.ts';

/** How a run of the command line ended. */
export interface CliRun {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  /** Relative paths start here. */
  readonly folder?: string;
  /** Added to the environment of this process. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Called with each piece of output, and the process to act upon. */
  readonly onStdout?: (piece: string, child: ChildProcessWithoutNullStreams) => void;
  readonly onStderr?: (piece: string, child: ChildProcessWithoutNullStreams) => void;
  /** Which Node and which program; defaults to this Node and the sources, which needs no build. */
  readonly program?: readonly [node: string, script: string];
}

/** The entry of the command line in the sources. */
const source = path.join(projectFolder, 'src-main/cli/main.ts');

/** The same, as it is built and shipped. */
export const builtCli = path.join(projectFolder, 'out/main/cli.js');

/** Runs the command line as a process of its own, as a person or a script would. */
export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const [node, script] = options.program ?? [process.execPath, source];
  const child = spawn(node, [script, ...words], {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    stdout += piece;
    options.onStdout?.(piece, child);
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    stderr += piece;
    options.onStderr?.(piece, child);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => {
      resolve({ code, stdout, stderr });
    });
  });
}

/** What a run printed with `--json`. */
export async function runCliForJson(words: readonly string[], options: CliOptions = {}): Promise<unknown> {
  const { stdout } = await runCli([...words, '--json'], options);
  return JSON.parse(stdout);
}
