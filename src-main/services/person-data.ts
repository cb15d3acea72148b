import path from 'node:path';
import { createBoard, type Board } from '../core/jobs/board.ts';
import { openHistory, type JobHistory } from '../core/jobs/history/history.ts';
import { openSettings, type SettingsStore } from '../core/settings/settings.ts';

/** What outlives a process: the settings of the person, and the jobs. */
export interface PersonData {
  readonly settings: SettingsStore;
  /** Runs as many jobs at the same time as the settings say, also when they change. */
  readonly board: Board;
  /** Absent where nothing is kept. */
  readonly history?: JobHistory;
}

/** Opens what is kept in a folder of the person's. Without one, all begins anew and nothing is kept. Never rejects. */
export async function openPersonData(folder?: string): Promise<PersonData> {
  const settings = await openSettings(folder);
  const limit = settings.current.settings.parallelJobs;
  const history = folder === undefined ? undefined : await openHistory(path.join(folder, 'jobs'));
  const board = createBoard({ limit, ...(history && { history }) });
  void follow(settings, board);
  return { settings, board, ...(history && { history }) };
}

async function follow(settings: SettingsStore, board: Board): Promise<void> {
  // Ends with the settings; when the process ends first, nothing is lost.
  for await (const { settings: values } of settings.watch(new AbortController().signal))
    board.setLimit(values.parallelJobs);
}
