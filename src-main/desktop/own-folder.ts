import path from 'node:path';
import { app } from 'electron';

/**
 * Keeps what belongs to the person in the folder that `--user-data-dir` names, so that the tests meet a person of their own. A
 * packaged program has no such switch. Must be called before the lock of the one instance is asked for, which lies there.
 */
export function useFolderOfTests(): void {
  const folder = app.commandLine.getSwitchValue('user-data-dir');
  if (!app.isPackaged && folder !== '') app.setPath('userData', path.resolve(folder));
}
