import { app } from 'electron';
import type { OpenedFiles } from './opened-files.ts';
import { pathsAmong, wordsGiven } from './opened-paths.ts';

/** What comes from outside while the program runs. */
export interface InstanceParts {
  readonly files: OpenedFiles;
  /** Brings the window forward, if the start is over. */
  readonly show: () => void;
}

/** Takes the files that the desktop gives to the one instance of the program. Must be called before Electron is ready. */
export function takeFilesFromOutside({ files, show }: InstanceParts): void {
  // macOS opens files by this event, the first of them before it is ready.
  app.on('open-file', (event, file) => {
    event.preventDefault();
    void files.open([file]).then(show);
  });
  app.on('second-instance', (_, words, workingFolder) => {
    void files.open(pathsAmong(wordsGiven(words), workingFolder)).then(show);
  });
}
