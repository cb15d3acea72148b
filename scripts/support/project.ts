import { spawn, type SpawnOptions } from 'node:child_process';
import path from 'node:path';

/** The folder of package.json. */
export const projectFolder = path.resolve(import.meta.dirname, '../..');

/** A path inside the project. */
export function inProject(...names: readonly string[]): string {
  return path.join(projectFolder, ...names);
}

/**
 * Runs a program in the project's folder, with our own input and output, and returns its exit status; a program that was
 * ended by a signal, or that could not be started, counts as 1.
 */
export function run(command: string, words: readonly string[], options: SpawnOptions = {}): Promise<number> {
  const child = spawn(command, words, { cwd: projectFolder, stdio: 'inherit', ...options });
  return new Promise((resolve) => {
    child.once('error', () => {
      resolve(1);
    });
    child.once('exit', (status) => {
      resolve(status ?? 1);
    });
  });
}
