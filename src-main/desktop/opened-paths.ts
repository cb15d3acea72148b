import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The files among the words of a command line, as whole paths. Desktops hand over paths or file: addresses; words that begin
 * with a dash are switches of Chromium or of a debugger.
 */
export function pathsAmong(words: readonly string[], workingFolder: string): string[] {
  return words.flatMap((word) => {
    if (word === '' || word.startsWith('-')) return [];
    if (!word.startsWith('file:')) return path.resolve(workingFolder, word);
    try {
      return fileURLToPath(word);
    } catch {
      // An address of another computer, or none at all.
      return [];
    }
  });
}
