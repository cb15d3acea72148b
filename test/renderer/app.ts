import { createPinia, setActivePinia } from 'pinia';
import { createApp, type App } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { backendKey, createBackend } from '#renderer/backend/client.ts';
import { contract, type Services } from '#shared/contract/index.ts';
import { DiskError } from '#shared/errors.ts';
import type { FormatInfo } from '#shared/model/format.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import { defaultSettings } from '#shared/model/settings.ts';
import { createPair } from '#shared/rpc/pair.ts';
import { serve } from '#shared/rpc/serve.ts';

const variant = { allocation: 'dynamic', summary: 'Grows.', maximumSize: 2 ** 40, sizeMultiple: 512 } as const;

/** Two formats: one with a variant that cannot be written and an option, one plain. */
const catalogue: readonly FormatInfo[] = [
  {
    id: 'vdi',
    title: 'VDI',
    extensions: ['vdi'],
    variants: [
      { ...variant, id: 'dynamic', title: 'Dynamic', canCreate: true },
      { ...variant, id: 'static', title: 'Static', canCreate: false },
    ],
    options: { properties: { level: { title: 'Level', variants: ['dynamic'], type: 'integer', default: 6 } } },
  },
  {
    id: 'raw',
    title: 'Raw',
    extensions: ['img'],
    variants: [{ ...variant, id: 'sparse', title: 'Sparse', canCreate: true }],
    options: { properties: {} },
  },
];

/** A small machine in memory: which files exist, and what was asked of it. */
export class Machine {
  /** Paths that exist; images unless their name ends with `.bin` (of no format) or `.broken`. */
  readonly files = new Set<string>();
  readonly granted: string[] = [];
  readonly started: ConvertInput[] = [];
  /** Jobs on images as they are: the operation and what it was given. */
  readonly maintained: (readonly [operation: string, input: object])[] = [];
  readonly saved: object[] = [];
  #jobs: readonly JobSnapshot[] = [];
  readonly #waiting = new Set<() => void>();

  /** Publishes a new list of jobs. */
  set jobs(jobs: readonly JobSnapshot[]) {
    this.#jobs = jobs;
    for (const wake of [...this.#waiting]) wake();
  }

  readonly services: Services = {
    formats: { list: () => Promise.resolve([...catalogue]) },
    images: {
      inspect: async ({ path, format }) => {
        if (!this.files.has(path)) throw new DiskError('file.missing', { path });
        if (path.endsWith('.broken'))
          throw new DiskError('layout.truncated', { structure: 'header', needed: 9, available: 1 });
        if (path.endsWith('.bin') && format === undefined) throw new DiskError('probe.unknown', { name: path });
        return Promise.resolve(imageAt(path, format ?? 'vdi'));
      },
    },
    convert: {
      plan: async ({ source, target }) => {
        if (source === target) throw new DiskError('target.same-file', { path: source });
        const clashes = this.files.has(target) ? [target] : [];
        return Promise.resolve({ target, virtualSize: 1024, neededBytes: 600, freeBytes: 1000, clashes });
      },
      start: (input) => {
        this.started.push(input);
        return Promise.resolve({ id: String(this.started.length) });
      },
    },
    maintain: {
      check: (input) => this.#maintain('check', input),
      previewRepair: (input) => this.#maintain('preview-repair', input),
      repair: (input) => this.#maintain('repair', input),
      undoRepair: (input) => this.#maintain('undo-repair', input),
      previewCompaction: (input) => this.#maintain('preview-compaction', input),
      compact: (input) => this.#maintain('compact', input),
    },
    reports: {
      save: (input) => {
        this.saved.push(input);
        return Promise.resolve({ path: input.path });
      },
    },
    jobs: {
      watch: (_, signal) => this.#watch(signal),
      cancel: () => Promise.resolve({}),
      pause: () => Promise.resolve({}),
      resume: () => Promise.resolve({}),
      reorder: () => Promise.resolve({}),
      retry: ({ id }) => Promise.resolve({ id }),
      notices: (_, signal) => silence(signal),
      dismiss: () => Promise.resolve({}),
    },
    settings: {
      get: () => Promise.resolve({ settings: defaultSettings, notice: null }),
      watch: (_, signal) => silence(signal),
      change: () => Promise.resolve({ settings: defaultSettings, notice: null }),
    },
    shell: {
      about: () =>
        Promise.resolve({
          host: 'browser',
          version: '1.0.0',
          platform: 'linux',
          homeFolder: '/home',
          separator: '/',
          openedPaths: [],
        }),
      pickFiles: () => Promise.resolve({ paths: [] }),
      pickFolder: () => Promise.resolve({ path: null }),
      pickSaveFile: () => Promise.resolve({ path: null }),
      listFolder: ({ path }) => Promise.resolve({ path, parent: '/', entries: [] }),
      grant: ({ paths }) => {
        this.granted.push(...paths);
        return Promise.resolve({});
      },
      showInFolder: () => Promise.resolve({}),
    },
  };

  #maintain(operation: string, input: object): Promise<{ id: string }> {
    this.maintained.push([operation, input]);
    return Promise.resolve({ id: `${operation}-${String(this.maintained.length)}` });
  }

  async *#watch(signal: AbortSignal): AsyncIterable<JobSnapshot[]> {
    while (!signal.aborted) {
      yield [...this.#jobs];
      await new Promise<void>((resolve) => {
        this.#waiting.add(resolve);
        signal.addEventListener('abort', () => {
          resolve();
        });
      });
      this.#waiting.clear();
    }
  }
}

/** A stream that has nothing to say. */
async function* silence(signal: AbortSignal): AsyncGenerator<never> {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve();
    });
  });
}

function imageAt(path: string, format: string): ImageInfo {
  return {
    path,
    format,
    variant: 'dynamic',
    virtualSize: 1024,
    blockSize: null,
    fileSize: 512,
    allocatedSize: 512,
    files: [],
    parent: null,
    uuid: null,
    creator: null,
    facts: {},
  };
}

/** An app over a machine: the real contract, client and stores, connected by a pair in memory. */
export function createTestApp(machine: Machine): App {
  const backend = createBackend(() => {
    const [client, server] = createPair();
    serve(contract, machine.services, server);
    return Promise.resolve(client);
  });
  const pinia = createPinia();
  const page = { render: () => null };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: page },
      { path: '/images', name: 'images', component: page },
      { path: '/convert', name: 'convert', component: page },
      { path: '/jobs', name: 'jobs', component: page },
    ],
  });
  const app = createApp(page).provide(backendKey, backend).use(pinia).use(router);
  setActivePinia(pinia);
  return app;
}

/** Runs a composable inside the app, as a component would. */
export function inApp<T>(app: App, use: () => T): T {
  let result: { readonly value: T } | undefined;
  const host = createApp({
    setup() {
      result = { value: use() };
      return () => null;
    },
  });
  Object.assign(host._context.provides, app._context.provides);
  host.config.globalProperties = app.config.globalProperties;
  host.mount(document.createElement('div'));
  if (!result) throw new Error('The composable did not run.');
  return result.value;
}
