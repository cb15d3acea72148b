import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createReadStream, watch } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TempFolder } from '#test/support/temp-folder.ts';
import { program } from '#test/support/program.ts';

/** One call of the command line, in a folder of its own. */
export interface Call {
  readonly folder: TempFolder;
  readonly words: readonly string[];
  /** The file that comes through stdin. */
  readonly stdin?: string | undefined;
}

/** When a run is killed: after a time in milliseconds, or at the n-th thing that happens in its folder. */
export type Moment = { readonly afterMs: number } | { readonly atEvent: number };

export interface Ended {
  readonly code: number | null;
  readonly wasKilled: boolean;
  readonly said: string;
  readonly tookMs: number;
  /** What happened in the folder: files made, written, renamed, removed. */
  readonly events: number;
  /** When the first of it did. */
  readonly firstEventMs: number;
}

/** Runs the command line in a process of its own, which is killed with SIGKILL at a moment unless it ends before. */
export async function runUntil({ folder, words, stdin }: Call, moment?: Moment): Promise<Ended> {
  const startedAt = performance.now();
  const [node, script] = program();
  const child = spawn(node, [script, ...words], { cwd: folder.path, stdio: 'pipe' });
  const exited = once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]>;
  let said = '';
  let events = 0;
  let firstEventMs = 0;
  child.stdout.resume();
  child.stderr.setEncoding('utf8').on('data', (piece: string) => (said += piece));
  // Whoever is killed reads no more.
  child.stdin.on('error', () => undefined);
  if (stdin === undefined) child.stdin.end();
  else createReadStream(stdin).pipe(child.stdin);
  const watcher = watch(folder.path, () => {
    events += 1;
    if (events === 1) firstEventMs = performance.now() - startedAt;
    if (moment && 'atEvent' in moment && events === moment.atEvent) child.kill('SIGKILL');
  });
  const timer = new AbortController();
  if (moment && 'afterMs' in moment) {
    void sleep(moment.afterMs, undefined, { signal: timer.signal }).then(
      () => child.kill('SIGKILL'),
      () => undefined,
    );
  }
  const [code, signal] = await exited;
  timer.abort();
  watcher.close();
  const tookMs = performance.now() - startedAt;
  return { code, wasKilled: signal === 'SIGKILL', said, tookMs, events, firstEventMs };
}
