import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { contract, type Api } from '#shared/contract/index.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { connect } from '#shared/rpc/connect.ts';
import type { Measures } from '#test/support/serve-measured.ts';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { addressOf, makeRendererFolder, openSocket } from '../../server/web-server.ts';

/** A served window that tells how its process is, and what a client of it needs. */
export interface MeasuredWindow extends AsyncDisposable {
  readonly api: Api;
  measure(): Promise<Measures>;
  nextName(): string;
  /** Resolves when a job does not wait any more. */
  whenBegun(id: string): Promise<void>;
  /** Resolves to the jobs when all have ended. */
  whenEnded(ids: readonly string[]): Promise<readonly JobSnapshot[]>;
}

const script = fileURLToPath(new URL('../../support/serve-measured.ts', import.meta.url));

export async function serveMeasured(folder: TempFolder): Promise<MeasuredWindow> {
  const renderer = await makeRendererFolder();
  const words = ['--expose-gc', script, renderer.folder, folder.at('data'), folder.path];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  if (!child.stdout) throw new Error('The window has no output.');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const socket = openSocket(addressOf(url));
  await once(socket, 'open');
  const api = connect(contract, webSocketConnection(socket), { validateResults: true });

  async function jobsWhen(expected: (jobs: readonly JobSnapshot[]) => boolean): Promise<readonly JobSnapshot[]> {
    for await (const jobs of api.jobs.watch({})) if (expected(jobs)) return jobs;
    throw new Error('The window is gone.');
  }
  let names = 0;
  return {
    api,
    async measure() {
      const answer = once(child, 'message');
      child.send('measure');
      return ((await answer) as [Measures])[0];
    },
    nextName() {
      names += 1;
      return `job-${String(names)}`;
    },
    async whenBegun(id) {
      await jobsWhen((jobs) => jobs.some((job) => job.id === id && job.state.kind !== 'queued'));
    },
    async whenEnded(ids) {
      // A board remembers the last 200 that have ended.
      const all = await jobsWhen((jobs) => !jobs.some(({ endedAt }) => endedAt === undefined));
      return all.filter(({ id }) => ids.includes(id));
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await exited;
      await renderer.remove();
    },
  };
}
