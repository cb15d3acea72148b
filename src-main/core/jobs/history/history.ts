import path from 'node:path';
import { DiskError, toDiskError, toWire, type WireError } from '#shared/errors.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import { removeIfThere } from '../../io/folders.ts';
import { prepareOwnFolder, writeOwnFile } from '../../io/own-file.ts';
import { createLatest } from '../latest.ts';
import { paced } from '../paced.ts';
import { remember } from '../remembered.ts';
import { encode } from './document.ts';
import { asInterrupted, tidyUpAfter } from './interrupted.ts';
import { createOwner, fileNameOf, retireOwner } from './owner.ts';
import { merge, takeOver, type Inheritance } from './take-over.ts';

/** Between two times the file is written. */
const paceMs = 500;

/** The jobs of this process and of earlier ones, kept in a file. Nothing here throws or rejects: what fails is a notice. */
export interface JobHistory {
  /** Jobs of processes that have ended, the oldest first. All have ended, if only because their process did. */
  readonly earlier: readonly JobSnapshot[];
  /**
   * Settles when nothing is left to do after an earlier job: to the job as it is to be shown from then on, or to undefined
   * when nothing has changed about it.
   */
  tidied(id: string): Promise<JobSnapshot | undefined>;
  /** Notes what the jobs are now, the oldest first. It is written soon if another state or phase is among them. */
  note(jobs: readonly JobSnapshot[]): void;
  /** Resolves when what was noted is on the medium. */
  flush(): Promise<void>;
  /** What is to be said of the history itself: now, and again when that changes. */
  notices(signal: AbortSignal): AsyncIterable<readonly WireError[]>;
  /** Writes what was noted last, and leaves the file to the next process. */
  close(): Promise<void>;
}

/** Opens the history in a folder, which is made if need be, and takes over what processes left that have ended. */
export async function openHistory(folder: string): Promise<JobHistory> {
  const owner = await createOwner();
  const file = path.join(folder, fileNameOf(owner));
  const { documents, files, notices: found } = await inherit(folder, () => takeOver(folder, owner));

  const inherited = merge(documents);
  // As many as a board remembers.
  const earlier = remember(inherited.map(({ savedAt, ...job }) => asInterrupted(job, savedAt)));
  const notices = createLatest<readonly WireError[]>(found);
  let said = found;
  function say(notice: WireError): void {
    if (said.some(({ reason }) => reason === notice.reason)) return;
    said = [...said, notice];
    notices.publish(said);
  }

  let noted: readonly JobSnapshot[] = earlier;
  /** What the file says, in short; progress inside a phase is no reason to write. */
  let written = '';
  let writing: Promise<void> = Promise.resolve();
  let isClosed = false;
  const saving = paced(paceMs, () => {
    writing = writing.then(save);
  });

  async function save(): Promise<void> {
    const digest = digestOf(noted);
    // Once it is closed, the file may be another process's.
    if (isClosed || digest === written) return;
    try {
      await writeOwnFile(file, encode(noted, Date.now()));
      written = digest;
    } catch (thrown) {
      say(toWire(new DiskError('history.not-kept', { problem: toDiskError(thrown).message })));
    }
  }

  async function flush(): Promise<void> {
    saving.now();
    await writing;
  }

  const open = new Set(inherited.filter(({ endedAt }) => endedAt === undefined).map(({ id }) => id));
  const tidied = new Map(
    earlier
      .filter(({ id }) => open.has(id))
      .map((job) => [job.id, tidyUpAfter(job).then((notice) => explained(job, notice))]),
  );

  /** The files that were taken over go when this process's own has all that they say, and nothing is left to do after their jobs. */
  async function settle(): Promise<void> {
    await Promise.all(tidied.values());
    await flush();
    if (!isClosed && written === digestOf(noted)) await Promise.allSettled(files.map(removeIfThere));
  }
  void settle();

  return {
    earlier,
    tidied: (id) => tidied.get(id) ?? Promise.resolve(undefined),
    note(jobs) {
      noted = jobs;
      if (digestOf(jobs) !== written) saving.request();
    },
    flush,
    notices: (signal) => notices.watch(signal),
    async close() {
      // Not waiting for what is still tidied up, which a dead network share may hold for ever: the next start goes on with it.
      await flush();
      isClosed = true;
      notices.close();
      retireOwner(owner);
    },
  };
}

function explained(job: JobSnapshot, notice: WireError | null): JobSnapshot | undefined {
  return notice && job.state.kind === 'interrupted' ? { ...job, state: { ...job.state, notice } } : undefined;
}

/** A history that cannot be read at all begins anew. */
async function inherit(folder: string, take: () => Promise<Inheritance>): Promise<Inheritance> {
  try {
    await prepareOwnFolder(folder);
    return await take();
  } catch (thrown) {
    const notice = toWire(new DiskError('history.not-kept', { problem: toDiskError(thrown).message }));
    return { documents: [], files: [], notices: [notice] };
  }
}

function digestOf(jobs: readonly JobSnapshot[]): string {
  return jobs.map(({ id, state }) => `${id} ${state.kind} ${detailOf(state)}`).join();
}

function detailOf(state: JobState): string {
  if (state.kind === 'interrupted') return state.notice?.reason ?? '';
  return 'progress' in state ? state.progress.phase : '';
}
