import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';
import { chromiumPath, projectFolder } from '#test/support/need.ts';
import { TempFolder } from '#test/support/temp-folder.ts';
import { ensureWindowBuilt } from './built-window.ts';

const flags = ['--no-sandbox', '--disable-gpu', '--no-first-run'];
const quietFlags = ['--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** The pages of the window, as its navigation names them. */
export type PageName = 'Images' | 'Convert' | 'Jobs';

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
  readonly url: string;
  readonly trespasses: Trespass[] = [];
  readonly #home: TempFolder;
  readonly #server: ChildProcess;
  readonly #browser: Browser;

  private constructor(url: string, { home, server, browser }: WindowParts) {
    this.url = url;
    this.#home = home;
    this.#server = server;
    this.#browser = browser;
  }

  static async start(): Promise<ServedWindow> {
    await ensureWindowBuilt();
    // Jobs are remembered in the home of their person: each window of the tests has a person of its own.
    const home = await TempFolder.create();
    const server = spawn(process.execPath, [path.join(projectFolder, 'src-main/cli/main.ts'), 'serve', '--no-open'], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: { ...process.env, HOME: home.path, XDG_STATE_HOME: home.path, APPDATA: home.path },
    });
    const url = await firstAddress(server);
    const browser = await chromium.launch({ executablePath: chromiumPath, args: [...flags, ...quietFlags] });
    return new ServedWindow(url, { home, server, browser });
  }

  /** A page of its own context, which has loaded, is connected and shows that page. Everything it does wrong is noted. */
  async open(name: PageName, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.#browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
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

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#browser.close();
    const ended = new Promise((resolve) => this.#server.once('exit', resolve));
    if (this.#server.exitCode === null && this.#server.kill('SIGTERM')) await ended;
    await this.#home[Symbol.asyncDispose]();
  }

  #note(kind: Trespass['kind'], text: string): void {
    this.trespasses.push({ kind, text });
  }
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
