import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { webSocketConnection } from '#main/server/websocket-connection.ts';
import { contract, type Api } from '#shared/contract/index.ts';
import { MiB } from '#shared/model/bytes.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { connect } from '#shared/rpc/connect.ts';
import { sparseImage } from '#test/support/sparse-image.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { addressOf, makeRendererFolder, openSocket } from '../server/web-server.ts';

/** A server that is a process of its own. */
interface Running {
  readonly process: ChildProcess;
  readonly api: Api;
  /** Power is gone. */
  kill(): Promise<void>;
  /** The person leaves. */
  end(): Promise<void>;
}

const script = fileURLToPath(new URL('../support/serve-process.ts', import.meta.url));

let folder: TempFolder;
let window: Awaited<ReturnType<typeof makeRendererFolder>>;
let started: Running[];
beforeEach(async () => {
  folder = await TempFolder.create();
  window = await makeRendererFolder();
  started = [];
  await sparseImage(folder.at('source.img'), { size: 256 * MiB, data: 32 * MiB });
});
afterEach(async () => {
  await Promise.all(started.map((running) => running.kill()));
  await window.remove();
  await folder[Symbol.asyncDispose]();
});

async function start(): Promise<Running> {
  const words = [script, window.folder, folder.at('data'), folder.path];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const [url] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  const socket = openSocket(addressOf(url));
  await once(socket, 'open');
  const stop = (signal: NodeJS.Signals) => async () => {
    child.kill(signal);
    await exited;
  };
  const api = connect(contract, webSocketConnection(socket), { validateResults: true });
  const running = { process: child, api, kill: stop('SIGKILL'), end: stop('SIGTERM') };
  started.push(running);
  return running;
}

const conversion = (target: string) => ({
  source: folder.at('source.img'),
  sourceFormat: 'raw',
  target: folder.at(target),
  variant: 'streamOptimized',
});

async function jobsOf({ api }: Running): Promise<readonly JobSnapshot[]> {
  for await (const jobs of api.jobs.watch({})) return jobs;
  return [];
}

async function jobOf(running: Running, id: string): Promise<JobSnapshot | undefined> {
  return (await jobsOf(running)).find((job) => job.id === id);
}

/** Waits until a job is as it should be. */
async function seen(running: Running, id: string, expected: (job: JobSnapshot) => boolean): Promise<void> {
  for await (const jobs of running.api.jobs.watch({})) {
    const job = jobs.find((each) => each.id === id);
    if (job && expected(job)) return;
  }
}
const hasEnded = ({ endedAt }: JobSnapshot) => endedAt !== undefined;
const isCopying = ({ state }: JobSnapshot) =>
  state.kind === 'running' && state.progress.phase === 'copy' && state.progress.done > MiB;
/** The jobs on record, of every process: a record that is still being written under another name would not survive a kill. */
async function onRecord(): Promise<readonly JobSnapshot[]> {
  const files = (await readdir(folder.at('data/jobs'))).filter((name) => name.endsWith('.json'));
  const texts = await Promise.all(files.map((name) => readFile(folder.at(`data/jobs/${name}`), 'utf8')));
  return texts.flatMap((text) => (JSON.parse(text) as { jobs: readonly JobSnapshot[] }).jobs);
}
const parts = async () => (await folder.names()).filter((name) => name.endsWith('.platter-part'));

test('Jobs of a process that was killed are there after a restart: the ended as they ended, the others interrupted, to be tried again.', async () => {
  const first = await start();
  await first.api.settings.change({ parallelJobs: 1 });
  const ended = await first.api.convert.start({ ...conversion('ended.vdi'), variant: 'dynamic' });
  await seen(first, ended.id, hasEnded);
  const running = await first.api.convert.start(conversion('running.vmdk'));
  const queued = await first.api.convert.start(conversion('queued.vmdk'));
  await seen(first, running.id, isCopying);
  expect(await parts()).toEqual([expect.stringMatching(`^\\.running\\.vmdk\\..*\\.${running.id}\\.platter-part$`)]);
  // What is under way is on record before it writes; its phase follows soon.
  await vi.waitFor(async () => {
    const recorded = (await onRecord()).find(({ id }) => id === running.id);
    expect(recorded).toMatchObject({ state: { kind: 'running', progress: { phase: 'copy' } } });
  });
  await first.kill();

  const second = await start();
  await vi.waitFor(async () => {
    expect(await parts()).toEqual([]);
  });
  expect(await jobsOf(second)).toMatchObject([
    { id: queued.id, state: { kind: 'interrupted', progress: null, notice: null } },
    { id: running.id, state: { kind: 'interrupted', progress: { phase: 'copy' }, notice: null } },
    { id: ended.id, state: { kind: 'succeeded', result: { target: folder.at('ended.vdi'), verified: true } } },
  ]);
  expect(await folder.names()).toEqual(['data', 'ended.vdi', 'source.img']);
  expect((await second.api.settings.get({})).settings.parallelJobs).toBe(1);

  const retried = await second.api.jobs.retry(running);
  await seen(second, retried.id, hasEnded);
  expect(await jobOf(second, retried.id)).toMatchObject({
    operation: 'convert',
    input: conversion('running.vmdk'),
    state: { kind: 'succeeded', result: { verified: true } },
  });
  await second.api.jobs.dismiss(running);
  await second.end();

  const third = await start();
  expect((await jobsOf(third)).map(({ id, state }) => [id, state.kind])).toEqual([
    [retried.id, 'succeeded'],
    [queued.id, 'interrupted'],
    [ended.id, 'succeeded'],
  ]);
});

test('A job that was killed while it ran leaves nothing, whenever that was.', async () => {
  for (const moment of ['at its start', 'while it copies']) {
    const running = await start();
    const { id } = await running.api.convert.start(conversion('target.vmdk'));
    if (moment === 'while it copies') await seen(running, id, isCopying);
    await running.kill();
    const again = await start();
    await vi.waitFor(async () => {
      expect(await parts()).toEqual([]);
    });
    expect(await folder.names()).toEqual(['data', 'source.img']);
    // A job that was killed in the very moment of its start may not be on record: it had written nothing.
    const job = await jobOf(again, id);
    if (job || moment === 'while it copies') expect(job).toMatchObject({ state: { kind: 'interrupted' } });
    await again.kill();
  }
});

test('Two processes at once leave each other’s jobs and files alone, and the next one has the history of both.', async () => {
  const one = await start();
  const inOne = await one.api.convert.start(conversion('one.vmdk'));
  await seen(one, inOne.id, isCopying);
  await one.api.jobs.pause(inOne);

  const other = await start();
  expect(await jobsOf(other)).toEqual([]);
  const inOther = await other.api.convert.start({ ...conversion('other.vdi'), variant: 'dynamic' });
  await seen(other, inOther.id, hasEnded);
  expect(await parts()).toEqual([expect.stringMatching(`^\\.one\\.vmdk\\..*\\.${inOne.id}\\.platter-part$`)]);
  await one.api.jobs.resume(inOne);
  await seen(one, inOne.id, hasEnded);
  expect(await jobOf(one, inOne.id)).toMatchObject({ state: { kind: 'succeeded', result: { verified: true } } });
  // A job's end is on record a moment after it is seen.
  await vi.waitFor(async () => {
    const states = (await onRecord()).map(({ state }) => state.kind);
    expect(states).toEqual(['succeeded', 'succeeded']);
  });
  await other.kill();
  await one.end();

  const next = await start();
  expect((await jobsOf(next)).map(({ id, state }) => [id, state.kind])).toEqual([
    [inOther.id, 'succeeded'],
    [inOne.id, 'succeeded'],
  ]);
});
