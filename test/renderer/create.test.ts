import type { App } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { GiB, MiB, TiB } from '#shared/model/bytes.ts';
import type { JobSnapshot, JobState } from '#shared/model/job.ts';
import { isBackKey } from '#renderer/modules/create/back-key.ts';
import { otherProduct, useCreateStore } from '#renderer/modules/create/create.store.ts';
import { asTyped, nearestStop, sizeStops, typedBytes, wholeUnits } from '#renderer/modules/create/disk-size.ts';
import { fileNameOf, problemOfName } from '#renderer/modules/create/file-name.ts';
import { limitsOf } from '#renderer/modules/create/limits.ts';
import { useCreate } from '#renderer/modules/create/use-create.ts';
import { useCreated } from '#renderer/modules/create/use-created.ts';
import { useCreationPlan } from '#renderer/modules/create/use-creation-plan.ts';
import { useFolderChoice } from '#renderer/modules/create/use-folder-choice.ts';
import { useProblems } from '#renderer/modules/create/use-problems.ts';
import { useSteps } from '#renderer/modules/create/use-steps.ts';
import { useCatalogueStore } from '#renderer/modules/formats/catalogue.store.ts';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import { useJobsStore } from '#renderer/modules/jobs/jobs.store.ts';
import { useJob } from '#renderer/modules/jobs/use-job.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
import { createTestApp, inApp, Machine } from './app.ts';

const product = {
  id: 'box',
  title: 'The Box',
  format: 'vdi',
  variant: 'dynamic',
  options: {},
  reason: 'The Box likes it.',
  others: [],
  refuses: { fixed: 'The Box grows.' },
  smallest: 20 * MiB,
  largest: 100 * GiB,
};

let machine: Machine;
let app: App;

beforeEach(async () => {
  machine = new Machine();
  machine.profiles = [product];
  app = createTestApp(machine);
  await Promise.all([useCatalogueStore().load(), useAboutStore().load()]);
});

/** The page's composables, over an empty machine. */
function openPage() {
  return inApp(app, () => {
    useCreationPlan();
    return { ...useSteps(), problems: useProblems(), create: useCreate(), ...useCreated() };
  });
}

/** The page with all questions answered, waiting to be told to create. */
async function answeredPage() {
  const page = openPage();
  const store = useCreateStore();
  store.product = product.id;
  for (const step of ['storage', 'size', 'place', 'review'] as const)
    expect([page.next(), store.step]).toEqual([true, step]);
  await vi.waitFor(() => {
    expect(store.plan.kind).toBe('known');
  });
  return { ...page, store };
}

describe('the wizard', () => {
  test('stays on a step that lacks an answer, says so, and forgets the complaint with the answer', async () => {
    const { next, complaint } = openPage();
    const store = useCreateStore();
    expect([next(), store.step, complaint.value]).toEqual([false, 'product', 'Choose where the disk will run.']);
    store.product = product.id;
    await vi.waitFor(() => {
      expect(complaint.value).toBeUndefined();
    });
    expect([next(), store.step]).toEqual([true, 'storage']);
  });

  test('goes back to any step that was shown, and forward again unless something is wrong in between', async () => {
    const { go, store, steps } = await answeredPage();
    go('storage');
    expect([store.step, steps.value.map(({ canGo }) => canGo)]).toEqual(['storage', [true, true, true, true, true]]);
    store.size = { amount: '101', unit: 'GiB' };
    expect(steps.value.map(({ canGo }) => canGo)).toEqual([true, true, true, false, false]);
    go('review');
    expect(store.step).toBe('storage');
  });

  test('begins again with nothing answered', async () => {
    const { store, steps } = await answeredPage();
    store.typedName = 'web';
    store.startOver();
    expect([store.step, store.product, store.typedName]).toEqual(['product', undefined, undefined]);
    expect(steps.value.map(({ canGo }) => canGo)).toEqual([true, false, false, false, false]);
  });
});

describe('the size', () => {
  test.each([
    ['', 'GiB', 'Write a number, such as 64 or 1.5.'],
    ['lots', 'GiB', 'Write a number, such as 64 or 1.5.'],
    ['0', 'GiB', 'That is too small: 20 MiB is the least.'],
    ['19', 'MiB', 'That is too small: 20 MiB is the least.'],
    ['101', 'GiB', 'That is too large: 100 GiB is the most.'],
    ['100', 'GiB', undefined],
    ['0,5', 'GiB', undefined],
  ] as const)('of %s %s is judged by the limits of product and format', (amount, unit, problem) => {
    const { problems } = openPage();
    const store = useCreateStore();
    store.product = product.id;
    store.size = { amount, unit };
    expect(problems.of.value.size).toBe(problem);
  });

  test('is limited by what the product takes in the way that is chosen, in whole MiB', () => {
    const raw = { format: 'raw', variant: 'sparse', options: {}, reason: 'The Box takes it.' };
    const way = { ...product, largest: 2 * GiB - 512, others: [raw] };
    const variant = {
      id: 'any',
      title: '',
      allocation: 'dynamic',
      summary: '',
      maximumSize: TiB,
      sizeMultiple: 512,
    } as const;
    expect(limitsOf(variant, way, way)).toEqual({ smallest: 20 * MiB, largest: 2047 * MiB, setBy: 'product' });
    expect(limitsOf(variant, raw, way)).toEqual({ smallest: 20 * MiB, largest: TiB, setBy: 'format' });
  });

  test('without a product is limited by the format alone', () => {
    const { problems } = openPage();
    const store = useCreateStore();
    store.product = otherProduct;
    store.size = { amount: '2', unit: 'TiB' };
    expect(problems.of.value.size).toBe('That is too large: 1 TiB is the most.');
  });
});

describe('the place', () => {
  test('is the home folder until another one is chosen, and is granted only when it is shown', async () => {
    const page = openPage();
    const store = useCreateStore();
    store.product = product.id;
    await vi.waitFor(() => {
      expect(store.sizes).toMatchObject({ value: { virtualSize: 64 * GiB } });
    });
    page.next();
    expect(machine.granted).toEqual([]);
    page.next();
    await vi.waitFor(() => {
      expect(store.plan).toMatchObject({ value: { plan: { target: '/home/disk.vdi' } } });
    });
    expect(machine.granted).toEqual(['/home']);
  });

  test('gives a name that nobody typed a number when it is taken', async () => {
    for (const name of ['disk.vdi', 'disk-2.vdi']) machine.files.add(`/home/${name}`);
    const { store, problems } = await answeredPage();
    await vi.waitFor(() => {
      expect(store.plan).toMatchObject({ value: { plan: { target: '/home/disk-3.vdi', clashes: [] } } });
    });
    expect(problems.name.value).toBeUndefined();
  });

  test('leaves a typed name alone, says that it is taken, and proposes another one', async () => {
    machine.files.add('/home/web.vdi');
    const { store, problems, create } = await answeredPage();
    store.typedName = 'web';
    await vi.waitFor(() => {
      expect(store.plan).toMatchObject({ value: { freeName: 'web-2' } });
    });
    const says = 'web.vdi exists there already. Nothing is replaced: choose another name.';
    expect([problems.name.value, create.reason.value]).toEqual([says, says]);
  });

  test('counts what a job is about to write as taken', async () => {
    machine.jobs = [
      {
        id: 'other',
        operation: 'create',
        input: { target: '/home/disk.vdi', virtualSize: 1 },
        state: { kind: 'queued' },
        createdAt: 1,
      },
    ];
    const { store } = await answeredPage();
    await vi.waitFor(() => {
      expect(store.plan).toMatchObject({ value: { plan: { target: '/home/disk-2.vdi' } } });
    });
  });

  test('without room for the image is refused in words', async () => {
    machine.freeBytes = 1000;
    const { problems, create } = await answeredPage();
    expect(problems.of.value.place).toMatch(/^Only 1000 bytes are free in \/home/);
    expect(create.canRun.value).toBe(false);
  });

  test('that was not picked has to be chosen on the desktop', async () => {
    machine = new Machine();
    machine.profiles = [product];
    const about = await machine.services.shell.about({}, new AbortController().signal);
    Object.assign(machine.services.shell, {
      about: () => Promise.resolve({ ...about, host: 'desktop' }),
      pickFolder: ({ startIn = '' }) => {
        machine.granted.push(startIn);
        return Promise.resolve({ path: startIn });
      },
    });
    app = createTestApp(machine);
    await Promise.all([useCatalogueStore().load(), useAboutStore().load()]);

    const page = openPage();
    const store = useCreateStore();
    const { choose, isGranted } = inApp(app, useFolderChoice);
    store.product = product.id;
    for (const step of ['storage', 'size', 'place'] as const) expect([page.next(), store.step]).toEqual([true, step]);
    await vi.waitFor(() => {
      expect(page.problems.folder.value).toMatch(/^Choose the folder once/);
    });
    expect([isGranted.value, page.next(), store.step]).toEqual([false, false, 'place']);
    await choose.run();
    await vi.waitFor(() => {
      expect(store.plan).toMatchObject({ value: { plan: { target: '/home/disk.vdi' } } });
    });
    expect([isGranted.value, page.next(), store.step]).toEqual([true, true, 'review']);
  });
});

describe('creating', () => {
  const state = (kind: 'succeeded' | 'cancelled'): JobState =>
    kind === 'cancelled' ? { kind } : { kind, result: { path: '/home/disk.vdi', ...made } };
  const made = { format: 'vdi', variant: 'dynamic', virtualSize: 64 * GiB, files: ['/home/disk.vdi'] };

  function endJob(kind: 'succeeded' | 'cancelled'): void {
    const [input] = machine.created;
    machine.jobs = [{ id: 'create-1', operation: 'create', input, state: state(kind), createdAt: 1, endedAt: 2 }];
  }

  test('starts one job with all that was answered', async () => {
    const { create, store } = await answeredPage();
    store.setOption('level', 9);
    await vi.waitFor(() => {
      expect(create.reason.value).toBe('The folder is still being looked at.');
    });
    await vi.waitFor(() => {
      expect(create.canRun.value).toBe(true);
    });
    await create.run();
    expect(machine.created).toEqual([
      {
        target: '/home/disk.vdi',
        virtualSize: 64 * GiB,
        format: 'vdi',
        variant: 'dynamic',
        options: { level: 9 },
        profile: 'box',
      },
    ]);
    expect(store.jobId).toBe('create-1');
  });

  test('shows the image that has come of it', async () => {
    const { create, result, showImage } = await answeredPage();
    await create.run();
    expect(showImage.canRun.value).toBe(false);
    machine.files.add('/home/disk.vdi');
    endJob('succeeded');
    await vi.waitFor(() => {
      expect(result.value).toEqual({ path: '/home/disk.vdi', ...made });
    });
    await showImage.run();
    expect(useImagesStore().selected).toMatchObject({ path: '/home/disk.vdi', image: { kind: 'known' } });
  });

  test('keeps what came of it when it is taken off the list', async () => {
    const { create, job, result } = await answeredPage();
    await create.run();
    endJob('succeeded');
    await vi.waitFor(() => {
      expect(job.value?.state.kind).toBe('succeeded');
    });
    machine.jobs = [];
    await vi.waitFor(() => {
      expect(useJobsStore().jobs).toEqual([]);
    });
    expect(result.value).toEqual({ path: '/home/disk.vdi', ...made });
  });

  test('follows a job that is tried again elsewhere', async () => {
    const { create, job, store } = await answeredPage();
    await create.run();
    endJob('cancelled');
    await vi.waitFor(() => {
      expect(job.value?.state.kind).toBe('cancelled');
    });
    const [before] = useJobsStore().jobs;
    if (before) await inApp(app, () => useJob(() => before)).retry.run();
    expect([store.jobId, job.value]).toEqual(['create-1-again', undefined]);
    machine.jobs = [{ ...before, id: 'create-1-again', state: state('succeeded') } as JobSnapshot];
    await vi.waitFor(() => {
      expect(job.value?.state.kind).toBe('succeeded');
    });
  });

  test('goes back to the review when nobody can tell what became of it', async () => {
    const { create, job, store } = await answeredPage();
    await create.run();
    machine.jobs = [
      { id: 'create-1', operation: 'create', input: machine.created[0], state: { kind: 'queued' }, createdAt: 1 },
    ];
    await vi.waitFor(() => {
      expect(job.value?.state.kind).toBe('queued');
    });
    machine.jobs = [];
    await vi.waitFor(() => {
      expect(store.jobId).toBeUndefined();
    });
    expect([store.step, job.value]).toEqual(['review', undefined]);
  });

  test('can be gone back to when it was cancelled, and begun again with another name when it was not', async () => {
    const { create, job, store } = await answeredPage();
    await create.run();
    endJob('cancelled');
    await vi.waitFor(() => {
      expect(job.value?.state.kind).toBe('cancelled');
    });
    store.jobId = undefined;
    expect([store.step, store.name]).toEqual(['review', 'disk']);
    machine.files.add('/home/disk.vdi');
    store.begin();
    expect([store.step, store.product]).toEqual(['product', product.id]);
    await vi.waitFor(() => {
      expect(store.name).toBe('disk-2');
    });
  });
});

describe('a typed size', () => {
  test.each([
    ['64', 'GiB', 64 * GiB],
    ['1.5', 'TiB', 1.5 * TiB],
    ['0,5', 'GiB', 512 * MiB],
    ['.5', 'GiB', 512 * MiB],
    ['2 TiB', 'MiB', 2 * TiB],
    ['700', 'MiB', 700 * MiB],
    ['0.0001', 'MiB', 512],
    ['-1', 'GiB', undefined],
    ['1e3', 'GiB', undefined],
    ['99999999', 'TiB', undefined],
  ] as const)('%s %s is understood, in whole sectors', (amount, unit, bytes) => {
    expect(typedBytes({ amount, unit })).toBe(bytes);
  });

  test('is shown again in the largest unit that takes it whole', () => {
    const sizes = [2 * TiB, 2040 * GiB, 1536 * GiB, 1536 * MiB, 64 * MiB];
    expect(sizes.map(asTyped).map(({ amount, unit }) => `${amount} ${unit}`)).toEqual(sizes.map(wholeUnits));
  });
});

describe('the stops of the slider', () => {
  test('lie within the limits and end with the upper one', () => {
    const stops = sizeStops({ smallest: 100 * MiB, largest: 2040 * GiB });
    expect([stops[0], stops.at(-2), stops.at(-1)]).toEqual([128 * MiB, 1.5 * TiB, 2040 * GiB]);
    expect(stops.toSorted((one, other) => one - other)).toEqual(stops);
  });

  test('end where nobody asks for more', () => {
    expect(sizeStops({ smallest: 512, largest: Number.MAX_SAFE_INTEGER }).at(-1)).toBe(64 * TiB);
  });

  test('are found by the nearest size', () => {
    expect(nearestStop([64 * GiB, 80 * GiB, 100 * GiB], 75 * GiB)).toBe(1);
  });
});

test('the name of a file ends with its extension once, however it was typed', () => {
  expect(['web', 'web.vdi', 'web.VDI', ' web.server '].map((typed) => fileNameOf(typed, 'vdi'))).toEqual([
    'web.vdi',
    'web.vdi',
    'web.VDI',
    'web.server.vdi',
  ]);
});

test.each([
  ['web', '/', undefined],
  ['a:b', '/', undefined],
  ['', '/', 'missing'],
  ['..', '/', 'dots'],
  ['a/b', '/', 'invalid'],
  ['a:b', '\\', 'invalid'],
  ['Con', '\\', 'reserved'],
  ['con.backup', '\\', 'reserved'],
  ['contact', '\\', undefined],
] as const)('the name "%s" is judged by the rules of a system with %s', (name, separator, kind) => {
  expect(problemOfName(name, separator)?.kind).toBe(kind);
});

test('Alt+Left goes back, except where a Mac takes it to mean the word before', () => {
  const press = (target: HTMLElement, platform: string, altKey = true): boolean => {
    let isBack = false;
    document.body.append(target);
    target.addEventListener('keydown', (event) => (isBack = isBackKey(event, platform)));
    target.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', altKey }));
    return isBack;
  };
  const field = () => document.createElement('input');
  expect([press(field(), 'linux'), press(field(), 'darwin'), press(field(), 'linux', false)]).toEqual([
    true,
    false,
    false,
  ]);
  expect(press(document.createElement('h2'), 'darwin')).toBe(true);
});
