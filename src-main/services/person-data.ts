import path from 'node:path';
import type { RememberedHealth } from '#shared/model/library.ts';
import { healthAfter } from '#shared/report/image-effects.ts';
import { createBoard, type Board } from '../core/jobs/board.ts';
import { openHistory, type JobHistory } from '../core/jobs/history/history.ts';
import { judged } from '../core/library/changes.ts';
import { openLibrary, type Library } from '../core/library/library.ts';
import { openSettings, type SettingsStore } from '../core/settings/settings.ts';

/** What outlives a process: the settings of the person, the images they opened, and the jobs. */
export interface PersonData {
  readonly settings: SettingsStore;
  /** Learns from the jobs how the images are. */
  readonly library: Library;
  /** Runs as many jobs at the same time as the settings say, also when they change. */
  readonly board: Board;
  /** Absent where nothing is kept. */
  readonly history?: JobHistory;
  /**
   * Ends the jobs and then all that is kept, when it is on the medium: the list of images last, since it learns from jobs to
   * their end.
   */
  close(): Promise<void>;
}

/** Opens what is kept in a folder of the person's. Without one, all begins anew and nothing is kept. Never rejects. */
export async function openPersonData(folder?: string): Promise<PersonData> {
  const settings = await openSettings(folder);
  const limit = settings.current.settings.parallelJobs;
  const library = await openLibrary(folder);
  const history = folder === undefined ? undefined : await openHistory(path.join(folder, 'jobs'));
  const board = createBoard({ limit, ...(history && { history }) });
  void follow(settings, board);
  const learning = learn(library, board);
  return {
    settings,
    library,
    board,
    ...(history && { history }),
    async close() {
      await Promise.all([settings.close(), board.close()]);
      await learning;
      await library.close();
    },
  };
}

async function follow(settings: SettingsStore, board: Board): Promise<void> {
  // Ends with the settings; when the process ends first, nothing is lost.
  for await (const { settings: values } of settings.watch(new AbortController().signal))
    board.setLimit(values.parallelJobs);
}

/** Notes what ended jobs say of images. Ends with the board. */
async function learn(library: Library, board: Board): Promise<void> {
  const heard = new Set<string>();
  for await (const jobs of board.watch(new AbortController().signal)) {
    const ended = jobs.filter(({ id, endedAt }) => endedAt !== undefined && !heard.has(id));
    const verdicts = new Map<string, RememberedHealth>();
    for (const { path: image, health } of ended.flatMap((job) => healthAfter(job) ?? []))
      if (health.at > (verdicts.get(image)?.at ?? -Infinity)) verdicts.set(image, health);
    for (const { id } of ended) heard.add(id);
    if (verdicts.size > 0) await library.change(judged(verdicts));
  }
}
