import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { ensureBuilt } from '#test/support/build.ts';
import { launchChromium } from '#test/support/chromium.ts';
import { builtCli } from '#test/support/program.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { SecondConnection } from './api.ts';

/** How many times slower than it can the browser is to run: what only fails on a busy machine fails then. */
const slowdown = Number(process.env['PLATTER_SLOWDOWN'] ?? 1);

/** The pages of the window, as its navigation names them. */
export type PageName = 'Images' | 'Create' | 'Convert' | 'Jobs' | 'Settings';

/** What a page did that no page of ours should: messages in its console, errors, requests to other computers. */
export interface Trespass {
  readonly kind: 'console' | 'error' | 'request';
  readonly text: string;
}

interface WindowParts {
  readonly home: TempFolder;
  readonly server: ChildProcess;
  readonly browser: Browser;
}

/** Platter served to a real browser: the command line as a process of its own, and Chromium. */
export class ServedWindow implements AsyncDisposable {
  readonly trespasses: Trespass[] = [];
  /** The home of the person, where Platter keeps settings and jobs in `platter`. */
  readonly home: TempFolder;
  #url: string;
  #server: ChildProcess;
  readonly #browser: Browser;

  private constructor(url: string, { home, server, browser }: WindowParts) {
    this.#url = url;
    this.home = home;
    this.#server = server;
    this.#browser = browser;
  }

  static async start(): Promise<ServedWindow> {
    await ensureBuilt();
    // Jobs are remembered in the home of their person: each window of the tests has a person of its own.
    const home = await TempFolder.create();
    const server = serve(home);
    const url = await firstAddress(server);
    const browser = await launchChromium();
    return new ServedWindow(url, { home, server, browser });
  }

  get url(): string {
    return this.#url;
  }

  /**
   * Starts the server again for the same person, at another address: after it has ended by itself, or after a power cut with
   * `SIGKILL`. Pages of before are to be closed first.
   */
  async restart(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    await end(this.#server, signal);
    this.#server = serve(this.home);
    this.#url = await firstAddress(this.#server);
  }

  /**
   * A page of its own context, which has loaded, is connected and shows that page. Everything it does wrong is noted. It begins
   * without the images that pages of before have opened, unless one of those is still there.
   */
  async open(name: PageName, options: BrowserContextOptions = {}): Promise<Page> {
    if (this.#browser.contexts().length === 0) await forgetImages(this);
    return this.openAgain(name, options);
  }

  /** The same for a person who comes back to the images that they had. */
  async openAgain(name: PageName, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    if (slowdown > 1)
      await (await context.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.#note('console', message.text());
    });
    page.on('pageerror', ({ message }) => {
      this.#note('error', message);
    });
    const watch = (address: string) => {
      if (!isOwn(address)) this.#note('request', address);
    };
    page.on('request', (request) => {
      watch(request.url());
    });
    page.on('websocket', (socket) => {
      watch(socket.url());
    });
    await page.goto(this.url);
    await page.getByText(/^Version \d/).waitFor();
    await page.getByRole('link', { name, exact: true }).click();
    return page;
  }

  async closePages(): Promise<void> {
    await Promise.all(this.#browser.contexts().map((context) => context.close()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    await end(this.#server, 'SIGTERM');
    await this.home[Symbol.asyncDispose]();
  }

  #note(kind: Trespass['kind'], text: string): void {
    this.trespasses.push({ kind, text });
  }
}

async function forgetImages(window: ServedWindow): Promise<void> {
  await using connection = await SecondConnection.to(window);
  for await (const { images } of connection.api.library.watch({})) {
    await connection.api.library.remove({ paths: images.map(({ path: image }) => image) });
    return;
  }
}

function serve(home: TempFolder): ChildProcess {
  return spawn(process.execPath, [builtCli, 'serve', '--no-open'], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, HOME: home.path, XDG_STATE_HOME: home.path, APPDATA: home.path },
  });
}

async function end(server: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  if (server.exitCode === null && server.kill(signal)) await ended;
}

function isOwn(address: string): boolean {
  const { protocol, hostname } = new URL(address);
  return hostname === '127.0.0.1' || protocol === 'data:' || protocol === 'blob:';
}

async function firstAddress(server: ChildProcess): Promise<string> {
  if (!server.stdout) throw new Error('The server has no output.');
  for await (const line of createInterface({ input: server.stdout })) return (JSON.parse(line) as { url: string }).url;
  throw new Error('The server ended before it printed its address.');
}
