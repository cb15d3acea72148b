import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  beginJob,
  eventually,
  jobsWhen,
  makeAppFolder,
  openPageOf,
  startApplication,
  windowOf,
  type Electron,
} from './application.ts';

let app: Awaited<ReturnType<typeof makeAppFolder>>;
let electron: Electron;

beforeEach(async () => {
  app = await makeAppFolder();
  electron = await startApplication({ folder: app.folder, words: [app.image('one.img')] });
});

afterEach(async () => {
  vi.unstubAllGlobals();
  await app.remove();
});

const pageOf = () => windowOf(electron).webContents;

describe('a page whose process is gone', () => {
  test('comes back, is connected again and sees the job that goes on, which it can still steer', async () => {
    const { api: before } = await openPageOf(electron);
    const id = await beginJob(before, app.image('one.img'));
    pageOf().crash();
    expect([pageOf().isCrashed(), electron.shown]).toEqual([false, []]);
    const { api } = await openPageOf(electron);
    expect(await jobsWhen(api, () => true)).toMatchObject([{ id, state: { kind: 'paused' } }]);
    await api.jobs.resume({ id });
    expect(await jobsWhen(api, ([job]) => job?.endedAt !== undefined)).toMatchObject([
      { id, state: { kind: 'succeeded' } },
    ]);
  });

  test('for the second time in a minute comes back when the person says so', async () => {
    pageOf().crash();
    electron.answers.buttons.push(0);
    pageOf().crash('oom');
    expect(pageOf().isCrashed()).toBe(true);
    await eventually(() => {
      expect(pageOf().isCrashed()).toBe(false);
    });
    expect(electron.shown).toMatchObject([
      {
        what: 'message',
        options: { type: 'error', detail: 'Jobs go on without it. Reason: oom.', buttons: ['Reload', 'Close'] },
      },
    ]);
  });

  test('and is not wanted back closes its window, which is asked about while a job is under way', async () => {
    const { api } = await openPageOf(electron);
    await beginJob(api, app.image('one.img'));
    pageOf().crash();
    const window = windowOf(electron);
    pageOf().crash();
    await eventually(() => {
      expect(electron.shown).toMatchObject([{}, { options: { message: 'A job is paused.' } }]);
    });
    // The answer was to stay: there is a window again.
    await vi.waitUntil(() => electron.BrowserWindow.all.length === 1);
    expect([window.isDestroyed(), electron.app.exitCode]).toEqual([true, undefined]);
  });
});

describe('a page that does not respond', () => {
  const question = {
    what: 'message',
    options: { message: 'The window does not respond.', buttons: ['Wait', 'Load again'] },
  };

  test('is left alone when the person waits, and asked about again the next time', async () => {
    const document = pageOf().document;
    for (let time = 1; time <= 2; time += 1) {
      pageOf().emit('unresponsive');
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(electron.shown).toMatchObject([question, question]);
    expect(pageOf().document).toBe(document);
  });

  test('is loaded again in a new process when the person says so, without another question', async () => {
    pageOf().crash();
    const document = pageOf().document;
    electron.answers.buttons.push(1);
    pageOf().emit('unresponsive');
    await eventually(() => {
      expect(pageOf().document).not.toBe(document);
    });
    expect([pageOf().isCrashed(), electron.shown.length]).toEqual([false, 1]);
    expect((await (await openPageOf(electron)).api.shell.about({})).host).toBe('desktop');
  });

  test('is asked about once; the question goes when the page comes back by itself', async () => {
    const document = pageOf().document;
    electron.answers.buttons.push(new Promise<number>(() => undefined));
    pageOf().emit('unresponsive');
    pageOf().emit('unresponsive');
    expect(electron.shown).toMatchObject([question]);
    pageOf().emit('responsive');
    await new Promise((resolve) => setImmediate(resolve));
    pageOf().emit('unresponsive');
    expect(electron.shown).toMatchObject([question, question]);
    expect(pageOf().document).toBe(document);
  });
});
