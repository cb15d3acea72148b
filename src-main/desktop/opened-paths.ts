import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { app } from 'electron';

/**
 * What a person gave to the program on its command line. The first word is the program itself and, while it is developed, the next
 * one that is no switch is its folder: Chromium may have put switches of its own before that.
 */
export function wordsGiven([, ...words]: readonly string[]): readonly string[] {
  if (app.isPackaged) return words;
  const folder = words.findIndex((word) => !word.startsWith('-'));
  return words.filter((_, index) => index !== folder);
}

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
