import { createPinia, setActivePinia } from 'pinia';
import { createApp, type App } from 'vue';
import { createMemoryHistory, createRouter } from 'vue-router';
import { createWindowRequests } from '#main/services/window-requests.ts';
import { backendKey, createBackend } from '#renderer/backend/client.ts';
import type { Open } from '#renderer/backend/connection.ts';
import { contract, type Services } from '#shared/contract/index.ts';
import { DiskError, toWire, type ErrorReason, type WireError } from '#shared/errors.ts';
import type { FormatInfo } from '#shared/model/format.ts';
import type { ImageInfo } from '#shared/model/image.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { ConvertInput } from '#shared/model/convert.ts';
import type { MapSnapshot } from '#shared/model/map.ts';
import type { CreateInput } from '#shared/model/create.ts';
import type { Profile } from '#shared/model/profile.ts';
import { defaultSettings, type Settings } from '#shared/model/settings.ts';
import type { Connection } from '#shared/rpc/define.ts';
import { createPair } from '#shared/rpc/pair.ts';
import { serve } from '#shared/rpc/serve.ts';
import { MemoryLibrary } from './memory-library.ts';

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
    abilities: ['create'],
  },
  {
    id: 'raw',
    title: 'Raw',
    extensions: ['img'],
    variants: [{ ...variant, id: 'sparse', title: 'Sparse', canCreate: true }],
    options: { properties: {} },
    abilities: ['create'],
  },
];

/** A small machine in memory: which files exist, and what was asked of it. */
export class Machine {
  /** Paths that exist; images unless their name ends with `.bin` (of no format) or `.broken`. */
  readonly files = new Set<string>();
  readonly granted: string[] = [];
  readonly started: ConvertInput[] = [];
  readonly created: CreateInput[] = [];
  freeBytes = 2 ** 40;
  formats: readonly FormatInfo[] = catalogue;
  profiles: readonly Profile[] = [];
  /** Jobs on images as they are: the operation and what it was given. */
  readonly maintained: (readonly [operation: string, input: object])[] = [];
  readonly saved: object[] = [];
  /** What was asked of jobs. */
  readonly askedOfJobs: (readonly [verb: string, input: object])[] = [];
  settings: Settings = defaultSettings;
  settingsNotice: WireError | null = null;
  /** The images that were opened, in this session and earlier ones. */
  readonly library = new MemoryLibrary((input, signal) => this.services.images.inspect(input, signal));
  /** What the map of any disk tells, one after the other, and which details of one were asked for. */
  mapSnapshots: readonly MapSnapshot[] = [];
  mapRefusal: ErrorReason | undefined;
  readonly mapDetails: (readonly [what: string, input: object])[] = [];
  /** What was looked at inside of images. */
  readonly looked: (readonly [verb: string, input: object])[] = [];
  /** What the program around the window asks of it. */
  readonly requests = createWindowRequests();
  #jobs: readonly JobSnapshot[] = [];
  readonly #waiting = new Set<() => void>();

  /** Ends the connection of the window; it opens another one. */
  disconnect: () => void = () => undefined;

  /** Publishes a new list of jobs. */
  set jobs(jobs: readonly JobSnapshot[]) {
    this.#jobs = jobs;
    for (const wake of [...this.#waiting]) wake();
  }

  readonly services: Services = {
    library: this.library.services,
    formats: { list: () => Promise.resolve([...this.formats]), profiles: () => Promise.resolve([...this.profiles]) },
    images: {
      inspect: async ({ path, format }) => {
        if (!this.files.has(path)) throw new DiskError('file.missing', { path });
        if (path.endsWith('.broken'))
          throw new DiskError('layout.truncated', { structure: 'header', needed: 9, available: 1 });
        if (path.endsWith('.bin') && format === undefined) throw new DiskError('probe.unknown', { name: path });
        return Promise.resolve(imageAt(path, format ?? 'vdi'));
      },
    },
    inside: {
      contents: (input) => {
        this.looked.push(['contents', input]);
        return Promise.resolve({ virtualSize: 1024, guest: { scheme: 'unknown', partitions: [] } });
      },
      chain: async (input) => {
        this.looked.push(['chain', input]);
        // It only holds changes, and its parent lies in a folder of its own.
        const isFound = input.parents?.includes('/parents') ?? false;
        const facts = { name: input.path, sought: 'base.vdi', folders: '/disks' };
        const error = toWire(new DiskError('chain.parent-missing', facts));
        const marks = { id: null, modification: null };
        const missing = isFound ? null : { error, names: ['base.vdi'], marks, folders: ['/disks'] };
        return Promise.resolve({ links: [], missing, children: [] });
      },
      details: (input) => {
        this.looked.push(['details', input]);
        return Promise.resolve({ path: input.path, format: 'vdi', byNameOnly: false, structures: [], isCut: false });
      },
    },
    convert: {
      plan: async ({ source, target }) => {
        if (source === target) throw new DiskError('target.same-file', { path: source });
        const clashes = this.files.has(target) ? [target] : [];
        return Promise.resolve({ target, virtualSize: 1024, neededBytes: 600, freeBytes: 1000, clashes });
      },
      forecast: () => Promise.resolve({ expectedBytes: 300, sampledBytes: 64 }),
      start: (input) => {
        this.started.push(input);
        return Promise.resolve({ id: String(this.started.length) });
      },
    },
    create: {
      measure: ({ virtualSize }) =>
        Promise.resolve({ virtualSize, bytesAtFirst: 1024, bytesAtMost: virtualSize, fileCount: 1 }),
      plan: ({ target, virtualSize, format = '', variant: chosen = '' }) => {
        const folder = target.slice(0, target.lastIndexOf('/'));
        if (!this.granted.includes(folder)) throw new DiskError('file.not-granted', { path: target });
        const clashes = this.files.has(target) ? [target] : [];
        const sizes = { virtualSize, bytesAtFirst: 1024, bytesAtMost: virtualSize, freeBytes: this.freeBytes };
        return Promise.resolve({ target, format, variant: chosen, ...sizes, files: [target], fileCount: 1, clashes });
      },
      start: (input) => {
        this.created.push(input);
        return Promise.resolve({ id: `create-${String(this.created.length)}` });
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
    map: {
      watch: () => listed(this.mapSnapshots, this.mapRefusal),
      cells: (input) => this.#detail('cells', input, { cells: '' }),
      ranges: (input) => this.#detail('ranges', input, { ranges: [], end: input.start + input.length }),
      locate: (input) => this.#detail('locate', input, { place: { file: '/disks/a.vdi', offset: 7 } }),
    },
    reports: {
      save: (input) => {
        this.saved.push(input);
        return Promise.resolve({ path: input.path });
      },
    },
    jobs: {
      watch: (_, signal) => this.#watch(signal),
      cancel: (input) => this.#askJobs('cancel', input),
      pause: (input) => this.#askJobs('pause', input),
      resume: (input) => this.#askJobs('resume', input),
      reorder: (input) => this.#askJobs('reorder', input),
      showInFolder: () => Promise.resolve({}),
      retry: async (input) => ({ ...(await this.#askJobs('retry', input)), id: `${input.id}-again` }),
      notices: (_, signal) => silence(signal),
      dismiss: (input) => this.#askJobs('dismiss', input),
    },
    settings: {
      get: () => Promise.resolve({ settings: this.settings, notice: this.settingsNotice }),
      watch: (_, signal) => once({ settings: this.settings, notice: this.settingsNotice }, signal),
      change: (changes) => {
        this.settings = { ...this.settings, ...changes } as Settings;
        return Promise.resolve({ settings: this.settings, notice: this.settingsNotice });
      },
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
      requests: (_, signal) => this.requests.watch(signal),
    },
  };

  #detail<T>(what: string, input: object, answer: T): Promise<T> {
    this.mapDetails.push([what, input]);
    return Promise.resolve(answer);
  }

  #askJobs(verb: string, input: object): Promise<Record<string, never>> {
    this.askedOfJobs.push([verb, input]);
    return Promise.resolve({});
  }

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

/** A stream that says this, and ends or is refused. */
async function* listed<T>(items: readonly T[], refusal: ErrorReason | undefined): AsyncGenerator<T> {
  if (refusal !== undefined) throw new DiskError(refusal);
  yield* items;
}

/** A stream that says one thing. */
async function* once<T>(value: T, signal: AbortSignal): AsyncGenerator<T> {
  yield value;
  yield* silence(signal);
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
    inUse: null,
    facts: {},
  };
}

/** A connection to the services of a machine, by a pair in memory. */
export function connectTo(machine: Machine): Connection {
  const [client, server] = createPair();
  serve(contract, machine.services, server);
  machine.disconnect = () => {
    client.close();
  };
  return client;
}

/** An app over a machine: the real contract, client and stores, connected whenever it is asked for. */
export function createTestApp(machine: Machine, open: Open = () => Promise.resolve(connectTo(machine))): App {
  const backend = createBackend(open, { delayBefore: () => 1 });
  const pinia = createPinia();
  const page = { render: () => null };
  const router = createRouter({
    history: createMemoryHistory(),
    routes: [
      { path: '/', component: page },
      { path: '/images', name: 'images', component: page },
      { path: '/create', name: 'create', component: page },
      { path: '/convert', name: 'convert', component: page },
      { path: '/jobs', name: 'jobs', component: page },
      { path: '/settings', name: 'settings', component: page },
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
