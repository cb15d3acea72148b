import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectFolder } from './need.ts';

/** Runs a script as a program of its own, inside the project, and returns what it printed. Throws when it fails or does not end. */
export async function runNode(script: string): Promise<string> {
  const words = ['--eval', script];
  const { stdout } = await promisify(execFile)(process.execPath, words, { cwd: projectFolder, timeout: 30_000 });
  return stdout;
}
