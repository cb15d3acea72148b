import { afterEach, describe, expect, it, vi } from 'vitest';
import { projectFolder } from '#test/support/need.ts';

/** The module on a fresh double of Electron. */
async function load() {
  vi.resetModules();
  const electron = await import('../support/electron-double.ts');
  vi.doMock('electron', () => electron);
  electron.app.appPath = projectFolder;
  return { app: electron.app, ...(await import('#main/desktop/cli-mode.ts')) };
}

/** What was written to one of our own streams. */
function listen(stream: NodeJS.WriteStream) {
  const pieces: string[] = [];
  vi.spyOn(stream, 'write').mockImplementation((piece: unknown, ...rest: unknown[]) => {
    pieces.push(String(piece));
    const taken = rest.at(-1);
    if (typeof taken === 'function') queueMicrotask(taken as () => void);
    return true;
  });
  return () => pieces.join('');
}

describe('Which words make a command line', async () => {
  const { commandLineAmong } = await load();

  it.each([
    [
      ['--cli', 'info', 'a.vdi'],
      ['info', 'a.vdi'],
    ],
    [['--no-sandbox', '--log-level=3', '--cli', '--', 'info'], ['info']],
    [
      ['--cli', '--', '--', 'info'],
      ['--', 'info'],
    ],
    [['--cli'], []],
  ])('%j is %j', (words, line) => {
    expect(commandLineAmong(words)).toEqual(line);
  });

  it.each([[[]], [['disk.vdi']], [['info', 'a.vdi']], [['disk.vdi', '--cli']], [['--', '--cli']]])(
    '%j opens the window',
    (words) => {
      expect(commandLineAmong(words)).toBeUndefined();
    },
  );
});

describe('A command line in place of the window', () => {
  const before = new Map(
    ['SIGINT', 'SIGTERM', 'uncaughtException'].map((name) => [name, process.listeners(name as 'SIGINT')]),
  );

  afterEach(() => {
    vi.restoreAllMocks();
    // The command line asks for signals and errors as long as its process lives; this one goes on.
    for (const [name, listeners] of before) {
      for (const listener of process.listeners(name as 'SIGINT')) {
        if (!listeners.includes(listener)) process.off(name, listener);
      }
    }
  });

  it('waits until Electron has taken over the signals, then runs and ends with the exit code', async () => {
    const { app, runAsCommandLine } = await load();
    const said = listen(process.stderr);
    const ended = runAsCommandLine(['mount']);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(app.exitCode).toBeUndefined();
    app.becomeReady();
    await ended;
    expect(app.exitCode).toBe(64);
    expect(said()).toContain('mount');
  });

  it('does not write bytes to a stdout of Windows, where Electron has written before', async () => {
    const { app, runAsCommandLine } = await load();
    vi.spyOn(process, 'platform', 'get').mockReturnValue('win32');
    const [printed, said] = [listen(process.stdout), listen(process.stderr)];
    app.becomeReady();
    await runAsCommandLine(['read', 'disk.vdi']);
    expect(app.exitCode).toBe(1);
    expect(printed()).toBe('');
    expect(said()).toMatch(/^platter: .*line break.*\n$/);
  });
});
