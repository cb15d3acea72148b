import { app, dialog } from 'electron';
import { toDiskError } from '#shared/errors.ts';
import { desktopText } from '#shared/text/desktop.ts';
import { commandLineAmong, runAsCommandLine } from './cli-mode.ts';
import { wordsGiven } from './opened-paths.ts';
import { useFolderOfTests } from './own-folder.ts';
import { startProgram } from './program.ts';

useFolderOfTests();
const commandLine = commandLineAmong(wordsGiven(process.argv));
if (commandLine) void runAsCommandLine(commandLine);
// Not awaited: Electron becomes ready only after this module is loaded, so that waiting for that here would never end.
else if (app.requestSingleInstanceLock()) startProgram().catch(failToStart);
else app.quit();

function failToStart(thrown: unknown): void {
  dialog.showErrorBox(desktopText.cannotStart, toDiskError(thrown).message);
  app.exit(1);
}
