import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { program, type Program } from './program.ts';

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
  /** Called with the process before it has done anything. */
  readonly onStart?: (child: ChildProcessWithoutNullStreams) => void;
  /** Called with each piece of output, and the process to act upon. */
  readonly onStdout?: (piece: string, child: ChildProcessWithoutNullStreams) => void;
  readonly onStderr?: (piece: string, child: ChildProcessWithoutNullStreams) => void;
  /** Which Node and which command line; defaults to this Node and the one that tests run. */
  readonly program?: Program;
}

/** Runs the command line as a process of its own, as a person or a script would. */
export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliRun> {
  const [node, script] = options.program ?? program();
  const child = spawn(node, [script, ...words], {
    cwd: options.folder,
    env: { ...process.env, ...options.environment },
    stdio: 'pipe',
  });
  options.onStart?.(child);
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
