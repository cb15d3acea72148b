import { EventEmitter } from 'node:events';
import { readdir } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createLeave } from '#main/desktop/leave.ts';
import { guardQuit, quitWithWindow } from '#main/desktop/quit.ts';
import { leaveWithSession } from '#main/desktop/session-end.ts';
import { desktopText } from '#shared/text/desktop.ts';
import * as double from '../support/electron-double.ts';
import {
  beginJob,
  eventually,
  makeAppFolder,
  openPageOf,
  startApplication,
  windowOf,
  type Electron,
} from './application.ts';
import { pretendProcess } from './process.ts';

vi.mock('electron', () => import('../support/electron-double.ts'));

let app: Awaited<ReturnType<typeof makeAppFolder>>;
const signals = new EventEmitter();

beforeEach(async () => {
  app = await makeAppFolder();
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
  signals.removeAllListeners();
  await app.remove();
});

/** The program with a job under way. */
async function startBusy() {
  const electron = await startApplication({ folder: app.folder, words: [app.image('one.img')], signals });
  const { api } = await openPageOf(electron);
  await beginJob(api, app.image('one.img'));
  return electron;
}

async function expectToHaveLeft({ app: program }: Electron): Promise<void> {
  await eventually(() => {
    expect(program.exitCode).toBe(0);
  });
  // Neither the target nor a temporary beside it.
  const rest = ['one.img', 'out', 'two.img', 'userData'];
  expect((await readdir(app.folder)).toSorted()).toEqual(rest);
}

describe('quitting', () => {
  test('ends at once when nothing is under way, by the window or by the menu', async () => {
    const electron = await startApplication(app);
    windowOf(electron).close();
    await eventually(() => {
      expect(electron.app.exitCode).toBe(0);
    });
    expect(electron.shown).toEqual([]);
  });

  test('asks while a job is under way, be it paused; the window stays until that is answered', async () => {
    const electron = await startBusy();
    const window = windowOf(electron);
    window.close();
    await eventually(() => {
      expect(electron.shown).toMatchObject([
        { what: 'message', options: { message: 'A job is paused.', buttons: ['Keep running', 'Quit'], cancelId: 0 } },
      ]);
    });
    await eventually(() => {
      expect(window.focused).toBe(1);
    });
    expect([window.isDestroyed(), electron.app.exitCode]).toEqual([false, undefined]);
    electron.answers.buttons.push(1);
    electron.app.quit();
    electron.app.quit();
    await expectToHaveLeft(electron);
    expect(electron.shown).toHaveLength(2);
  });

  test.for([
    [1, 0, 'A job is still running.'],
    [2, 2, '2 jobs are paused.'],
    [3, 0, '3 jobs are still running.'],
    [3, 1, '3 jobs are still running; 1 of them is paused.'],
    [4, 2, '4 jobs are still running; 2 of them are paused.'],
  ] as const)('with %i jobs, %i of them paused, the question is: %s', ([unfinished, paused, sentence]) => {
    expect(desktopText.quit.title(unfinished, paused)).toBe(sentence);
  });

  test('on macOS is another thing than closing the window, which leaves the program running', () => {
    pretendProcess({ platform: 'darwin' });
    double.app.becomeReady();
    const window = new double.BrowserWindow({});
    let left = 0;
    const parts = { jobs: () => ({ unfinished: 0, paused: 0 }), window: () => undefined, stay: () => undefined };
    guardQuit({ ...parts, leave: () => Promise.resolve(void (left += 1)) });
    quitWithWindow(window as never);
    window.close();
    expect([window.isDestroyed(), left]).toEqual([true, 0]);
    double.app.quit();
    expect(left).toBe(1);
  });

  test('waits for what is being brought to its end, once, but not for ever', async () => {
    vi.useFakeTimers();
    let closed = 0;
    const good = { close: () => Promise.resolve(void (closed += 1)) };
    const bad = { close: () => Promise.reject(new Error('The disk is full.')) };
    const stuck = { close: () => new Promise<void>(() => undefined) };
    const leave = createLeave([good, bad, stuck]);
    void leave();
    const left = leave();
    await vi.advanceTimersByTimeAsync(29_000);
    expect([closed, double.app.exitCode]).toEqual([1, undefined]);
    await vi.advanceTimersByTimeAsync(1_000);
    await left;
    expect(double.app.exitCode).toBe(0);
  });
});

describe('the end of the session', () => {
  test.for(['SIGTERM', 'SIGINT', 'SIGHUP'])('by %s leaves without a question, and cleans up', async (signal) => {
    const electron = await startBusy();
    signals.emit(signal);
    await expectToHaveLeft(electron);
    expect(electron.shown).toEqual([]);
  });

  test('on Windows is kept from ending while jobs are under way, unless it is critical', async () => {
    const electron = await startBusy();
    const window = windowOf(electron);
    expect([window.querySessionEnd(), window.querySessionEnd(['shutdown', 'critical'])]).toEqual([false, true]);
    expect([electron.shown, electron.app.exitCode]).toEqual([[], undefined]);
    window.emit('session-end', { reasons: ['shutdown'] });
    await expectToHaveLeft(electron);
  });

  test('on Windows is not kept from ending when nothing is under way', async () => {
    expect(windowOf(await startApplication(app)).querySessionEnd()).toBe(true);
  });

  test('on Linux, when the machine stops, asks it for the time to clean up', () => {
    pretendProcess({ platform: 'linux', on: signals.on.bind(signals) as NodeJS.Process['on'] });
    let left = 0;
    leaveWithSession(() => Promise.resolve(void (left += 1)));
    expect([double.powerMonitor.shutDown(), left]).toEqual([true, 1]);
  });

  test('on macOS is a question like any other quitting', () => {
    pretendProcess({ platform: 'darwin', on: signals.on.bind(signals) as NodeJS.Process['on'] });
    double.powerMonitor.removeAllListeners();
    let left = 0;
    leaveWithSession(() => Promise.resolve(void (left += 1)));
    expect([double.powerMonitor.shutDown(), left]).toEqual([false, 0]);
  });
});
