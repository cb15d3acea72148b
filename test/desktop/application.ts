import { EventEmitter } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { vi } from 'vitest';
import { contract, type Api } from '#shared/contract/index.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { connect } from '#shared/rpc/connect.ts';
import { pretendProcess } from './process.ts';
import { runPreload } from '../support/electron-double/preload.ts';

/** A folder with a built window and two images of 1 KiB in it. */
export async function makeAppFolder() {
  const folder = await mkdtemp(path.join(tmpdir(), 'platter-app-'));
  await mkdir(path.join(folder, 'out/renderer'), { recursive: true });
  await writeFile(path.join(folder, 'out/renderer/index.html'), '<!doctype html>');
  for (const name of ['one.img', 'two.img']) await writeFile(path.join(folder, name), Buffer.alloc(1024));
  return {
    folder,
    image: (name: string) => path.join(folder, name),
    remove: () => rm(folder, { recursive: true, maxRetries: 20 }),
  };
}

/** How the program is started. */
export interface StartOptions {
  readonly folder: string;
  /** The words after the program on its command line. */
  readonly words?: readonly string[];
  readonly hasLock?: boolean;
  readonly isPackaged?: boolean;
  /** Default: where the tests run. */
  readonly platform?: NodeJS.Platform;
  /** What the system sends to the process: SIGTERM and the like. */
  readonly signals?: EventEmitter;
  /** Runs before Electron is ready. */
  readonly early?: (electron: Electron) => void;
}

export type Electron = typeof import('../support/electron-double.ts');

/** Runs the real main module on a fresh double, until its window is there or it has ended. */
export async function startApplication({
  folder,
  words = [],
  hasLock = true,
  isPackaged = true,
  platform = process.platform,
  signals = new EventEmitter(),
  early,
}: StartOptions): Promise<Electron> {
  vi.resetModules();
  const electron = await import('../support/electron-double.ts');
  vi.doMock('electron', () => electron);
  const { app, BrowserWindow } = electron;
  app.appPath = folder;
  for (const word of words) {
    const [, name, value] = /^--([^=]+)=(.*)$/.exec(word) ?? [];
    if (name !== undefined && value !== undefined) app.switches.set(name, value);
  }
  app.hasLock = hasLock;
  app.isPackaged = isPackaged;
  pretendProcess({ platform, argv: ['platter', ...words], on: signals.on.bind(signals) as NodeJS.Process['on'] });
  await import('#main/desktop/main.ts');
  early?.(electron);
  app.becomeReady();
  await vi.waitUntil(() => BrowserWindow.all[0]?.isVisible ?? app.exitCode !== undefined);
  return electron;
}

/** The window there is. */
export function windowOf({ BrowserWindow }: Electron) {
  const [window] = BrowserWindow.all;
  if (window === undefined) throw new Error('There is no window.');
  return window;
}

/** What the page of the window sees once its preload script has run, and its way to the services. */
export async function openPageOf(electron: Electron) {
  const bridge = await runPreload(windowOf(electron).webContents.document);
  const api: Api = connect(contract, bridge, { validateResults: true });
  return { bridge, api };
}

/** Begins to convert an image, and lets the job wait where it is: under way for as long as a test likes. Its id. */
export async function beginJob(api: Api, source: string): Promise<string> {
  const { id } = await api.convert.start({ source, sourceFormat: 'raw', target: `${source}.vdi` });
  await api.jobs.pause({ id });
  return id;
}

/** The next list of jobs that is as it should be. */
export async function jobsWhen(api: Api, isRight: (jobs: readonly JobSnapshot[]) => boolean) {
  for await (const jobs of api.jobs.watch({}, new AbortController().signal)) if (isRight(jobs)) return jobs;
  throw new Error('The connection ended first.');
}

/** Waits until nothing is thrown any more; jobs may have to start a thread first, on a busy machine. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 20_000 });
}
