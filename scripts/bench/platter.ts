import path from 'node:path';
import { projectFolder } from '../support/project.ts';

/** Platter's own command line as it is built, with these words. */
export function platter(words: readonly string[]): { readonly command: string; readonly words: readonly string[] } {
  return { command: process.execPath, words: [path.join(projectFolder, 'out/main/cli.js'), ...words] };
}
