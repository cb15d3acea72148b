import { nextTick, watch, type App } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useConvertStore } from '#renderer/modules/convert/convert.store.ts';
import { canBeSalvaged, problemOf } from '#renderer/modules/convert/row.ts';
import { useConvert } from '#renderer/modules/convert/use-convert.ts';
import { useDestination } from '#renderer/modules/convert/use-destination.ts';
import { useForecasts } from '#renderer/modules/convert/use-forecasts.ts';
import { usePlans } from '#renderer/modules/convert/use-plans.ts';
import { useRow } from '#renderer/modules/convert/use-row.ts';
import { useShownStart } from '#renderer/modules/convert/use-shown-start.ts';
import { useSources } from '#renderer/modules/convert/use-sources.ts';
import { useCatalogueStore } from '#renderer/modules/formats/catalogue.store.ts';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import { useJobsStore } from '#renderer/modules/jobs/jobs.store.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
import { useSettingsStore } from '#renderer/shell/settings.store.ts';
import { DiskError } from '#shared/errors.ts';
import { defaultSettings } from '#shared/model/settings.ts';
import { createTestApp, inApp, Machine } from './app.ts';

let machine: Machine;
let app: App;

beforeEach(async () => {
  machine = new Machine();
  app = createTestApp(machine);
  await Promise.all([useCatalogueStore().load(), useAboutStore().load()]);
});

/** The page's composables over the sources that exist on the machine. */
async function pageWith(...paths: readonly string[]) {
  for (const path of paths) machine.files.add(path);
  const page = inApp(app, () => {
    usePlans();
    useForecasts();
    return { ...useSources(), ...useConvert(), ...useDestination() };
  });
  await page.addPasted(paths);
  return page;
}

function plannedNames(): readonly (string | undefined)[] {
  return useConvertStore().rows.map(({ target }) => (target.kind === 'known' ? target.value.plan.target : undefined));
}

describe('converting', () => {
  test('the first writable variant of the catalogue is the target until a person chooses', () => {
    expect(useConvertStore().choice).toEqual({ format: 'vdi', variant: 'dynamic' });
  });

  test('nothing can be converted while the list is empty, and the button says why', async () => {
    const { convert } = await pageWith();
    expect([convert.canRun.value, convert.reason.value]).toEqual([false, 'Add an image first.']);
  });

  test('while plans are made anew for a moment, the count stays as it is shown, and goes when that takes long', async () => {
    const page = await pageWith('/disks/a.vmdk');
    await vi.waitFor(() => {
      expect(page.count.value).toBe(1);
    });
    const shown = inApp(app, () => useShownStart(page));
    const planned = Promise.withResolvers<undefined>();
    const { plan } = machine.services.convert;
    vi.spyOn(machine.services.convert, 'plan').mockImplementation(async (input, signal) => {
      await planned.promise;
      return plan(input, signal);
    });
    const [row] = useConvertStore().rows;
    useConvertStore().change(row?.id ?? '', { name: 'other' });
    await nextTick();
    expect([page.count.value, shown.count.value, shown.reason.value]).toEqual([0, 1, undefined]);
    await vi.waitFor(
      () => {
        expect([shown.count.value, shown.reason.value]).toEqual([0, 'The images are still being looked at.']);
      },
      { timeout: 20_000 },
    );
    planned.resolve(undefined);
    await vi.waitFor(() => {
      expect([shown.count.value, shown.reason.value]).toEqual([1, undefined]);
    });
  });

  test('targets go beside the first source, and no name is given away twice', async () => {
    machine.files.add('/disks/other.vdi');
    await pageWith('/disks/a.vdi', '/more/a.vmdk', '/more/other.vmdk');
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/a-2.vdi', '/disks/a-3.vdi', '/disks/other-2.vdi']);
    });
    expect(useConvertStore().rows[0]?.target).toMatchObject({
      value: { taken: { path: '/disks/a.vdi', by: 'other' } },
    });
  });

  test('pasted paths are granted, and each is listed once', async () => {
    const page = await pageWith('/disks/a.vmdk');
    await page.addPasted(['/disks/a.vmdk']);
    expect(machine.granted).toEqual(['/disks/a.vmdk', '/disks/a.vmdk']);
    expect(useConvertStore().rows).toHaveLength(1);
  });

  test('a file without a format waits for the word that it is raw', async () => {
    const page = await pageWith('/disks/a.bin');
    const store = useConvertStore();
    expect(store.rows[0]?.image).toMatchObject({ kind: 'refused', error: { reason: 'probe.unknown' } });
    expect(page.convert.reason.value).toBe('None of these images can be converted as they are.');

    await page.takeAs(store.rows[0]?.id ?? '', 'raw');
    await vi.waitFor(() => {
      expect(page.convert.canRun.value).toBe(true);
    });
    await page.convert.run();
    expect(machine.started).toMatchObject([{ source: '/disks/a.bin', sourceFormat: 'raw', target: '/disks/a.vdi' }]);
  });

  test('one job a row is started with what was chosen, and started rows leave the list', async () => {
    const page = await pageWith('/disks/a.vmdk', '/disks/b.vmdk', '/disks/c.bin');
    const store = useConvertStore();
    store.setOption({ format: 'vdi', variant: 'dynamic' }, 'level', 9);
    store.change(store.rows[1]?.id ?? '', { choice: { format: 'raw', variant: 'sparse' } });
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/a.vdi', '/disks/b.img', undefined]);
    });
    await page.convert.run();
    const usual = { options: {}, verify: true };
    expect(machine.started).toEqual([
      {
        ...usual,
        source: '/disks/a.vmdk',
        target: '/disks/a.vdi',
        format: 'vdi',
        variant: 'dynamic',
        options: { level: 9 },
      },
      { ...usual, source: '/disks/b.vmdk', target: '/disks/b.img', format: 'raw', variant: 'sparse' },
    ]);
    expect(store.rows.map(({ path }) => path)).toEqual(['/disks/c.bin']);
  });

  test('what results need is the forecast, and space is checked for the worst case', async () => {
    const { space } = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    await vi.waitFor(() => {
      expect(space.value).toEqual({
        fits: false,
        inWords: 'Only 1000 bytes free: about 600 bytes needed, 1.17 KiB at most',
      });
    });
  });
});

describe('planning', () => {
  test('a change of one row plans that row only', async () => {
    const paths = Array.from({ length: 50 }, (_, i) => `/disks/disk-${String(i)}.vmdk`);
    await pageWith(...paths);
    await vi.waitFor(() => {
      expect(plannedNames()).not.toContain(undefined);
    });
    const plan = vi.spyOn(machine.services.convert, 'plan');
    const store = useConvertStore();
    store.verify = false;
    store.identifiers = 'keep';
    store.change(store.rows[7]?.id ?? '', { choice: { format: 'raw', variant: 'sparse' } });
    await vi.waitFor(() => {
      expect(plannedNames()[7]).toBe('/disks/disk-7.img');
    });
    store.remove([store.rows[0]?.id ?? '']);
    store.change(store.rows[20]?.id ?? '', { name: 'other' });
    await vi.waitFor(() => {
      expect(plannedNames()[20]).toBe('/disks/other.vdi');
    });
    expect(plan.mock.calls.map(([{ source }]) => source)).toEqual(['/disks/disk-7.vmdk', '/disks/disk-21.vmdk']);
  });

  test('a name that becomes free again goes to the row that had to yield it', async () => {
    await pageWith('/disks/a.vmdk', '/more/a.vmdk');
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/a.vdi', '/disks/a-2.vdi']);
    });
    const store = useConvertStore();
    store.remove([store.rows[0]?.id ?? '']);
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/more/a.vdi']);
    });
  });

  test('made again when the page is opened again leave every row ready meanwhile', async () => {
    const page = await pageWith('/disks/a.vmdk', '/more/b.vmdk');
    await vi.waitFor(() => {
      expect(page.convert.canRun.value).toBe(true);
    });
    const plan = vi.spyOn(machine.services.convert, 'plan');
    const seen: boolean[] = [];
    inApp(app, () => {
      usePlans();
      watch(page.convert.canRun, (canRun) => seen.push(canRun), { flush: 'sync' });
    });
    await vi.waitFor(() => {
      expect(plan).toHaveBeenCalledTimes(2);
    });
    expect(seen).toEqual([]);
  });

  test('never give a row that is being started the name after its own', async () => {
    const page = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    const store = useConvertStore();
    await vi.waitFor(() => {
      expect(page.convert.canRun.value).toBe(true);
    });
    const { start } = machine.services.convert;
    const plan = vi.spyOn(machine.services.convert, 'plan');
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    vi.spyOn(machine.services.convert, 'start').mockImplementation(async (input, signal) => {
      const job = await start(input, signal);
      machine.jobs = [{ id: '1', operation: 'convert', input, state: { kind: 'queued' }, createdAt: 1 }];
      await held;
      return job;
    });
    const ran = page.convert.run();
    await vi.waitFor(() => {
      expect(useJobsStore().activeTargets).toEqual(['/disks/a.vdi']);
    });
    // Longer than the pause before planning.
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(plannedNames()).toEqual(['/disks/a.vdi', '/disks/b.vdi']);
    expect(plan).not.toHaveBeenCalled();
    release();
    await ran;
    expect([machine.started.length, store.rows.length]).toEqual([2, 0]);
  });

  test('a file in the way is replaced only under the name for which a person said so', async () => {
    machine.files.add('/disks/a.vdi');
    const page = await pageWith('/disks/a.vmdk');
    const store = useConvertStore();
    const id = store.rows[0]?.id ?? '';
    await vi.waitFor(() => {
      expect(store.rows[0]?.target).toMatchObject({ value: { taken: { path: '/disks/a.vdi', by: 'file' } } });
    });
    store.change(id, { mayReplace: '/disks/a.vdi' });
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/a.vdi']);
    });
    store.change(id, { name: 'b' });
    machine.files.add('/disks/b.vdi');
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/b-2.vdi']);
    });
    store.change(id, { name: undefined });
    await vi.waitFor(() => {
      expect(page.convert.canRun.value).toBe(true);
    });
    await page.convert.run();
    expect(machine.started).toMatchObject([{ target: '/disks/a.vdi', overwrite: true }]);
  });

  test('a name that no file can have keeps its row back, and no other', async () => {
    const page = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    const store = useConvertStore();
    store.change(store.rows[0]?.id ?? '', { name: 'a/b' });
    await vi.waitFor(() => {
      expect([page.count.value, page.convert.canRun.value]).toEqual([1, true]);
    });
    await page.convert.run();
    expect(machine.started).toMatchObject([{ source: '/disks/b.vmdk' }]);
    expect(page.convert.reason.value).toBe('None of these images can be converted as they are.');
  });

  test('what is added to every name stands before the number of a try', async () => {
    machine.files.add('/disks/a-new.vdi');
    await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    useConvertStore().nameEnding = '-new';
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/a-new-2.vdi', '/disks/b-new.vdi']);
    });
  });
});

describe('choosing for a product', () => {
  beforeEach(async () => {
    machine = new Machine();
    const noOthers = { others: [], refuses: {} };
    machine.profiles = [
      {
        id: 'cloud',
        title: 'Cloud',
        format: 'raw',
        variant: 'sparse',
        options: {},
        reason: 'It takes no other.',
        ...noOthers,
      },
      {
        id: 'box',
        title: 'Box',
        format: 'vdi',
        variant: 'dynamic',
        options: { level: 3 },
        reason: 'Its own.',
        ...noOthers,
      },
    ];
    app = createTestApp(machine);
    await Promise.all([useCatalogueStore().load(), useAboutStore().load()]);
  });

  test('the first product is the target until a person chooses, and travels with the job', async () => {
    const page = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    const store = useConvertStore();
    store.change(store.rows[1]?.id ?? '', { choice: { profile: 'box', format: 'vdi', variant: 'dynamic' } });
    await vi.waitFor(() => {
      expect(page.count.value).toBe(2);
    });
    await page.convert.run();
    expect(machine.started).toMatchObject([
      { profile: 'cloud', format: 'raw', target: '/disks/a.img' },
      { profile: 'box', format: 'vdi', target: '/disks/b.vdi', options: {} },
    ]);
  });

  test('the wishes of a product are the presets of its options, and what is typed goes to that product only', () => {
    const store = useConvertStore();
    const box = { profile: 'box', format: 'vdi', variant: 'dynamic' };
    expect(store.shownOptions(box)).toMatchObject([['level', { default: 3 }]]);
    store.setOption(box, 'level', 8);
    expect([store.optionsFor(box), store.optionsFor({ format: 'vdi', variant: 'dynamic' })]).toEqual([
      { level: 8 },
      {},
    ]);
  });

  test('what a product refuses is told at its row and keeps no other back', async () => {
    const refusal = new DiskError('profile.too-large', { title: 'Cloud', size: 9, limit: 8 });
    vi.spyOn(machine.services.convert, 'plan').mockRejectedValueOnce(refusal);
    const page = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    await vi.waitFor(() => {
      expect([page.count.value, page.convert.canRun.value]).toEqual([1, true]);
    });
    const [first] = useConvertStore().rows;
    expect(first && problemOf(first)).toMatchObject({ reason: 'profile.too-large' });
  });
});

describe('what the settings say', () => {
  beforeEach(async () => {
    machine = new Machine();
    vi.spyOn(machine.services.settings, 'watch').mockImplementation(async function* () {
      const settings = { ...defaultSettings, verify: false, compressionLevel: 9, targetFolder: '/converted' };
      yield await Promise.resolve({ settings, notice: null });
    });
    app = createTestApp(machine);
    await Promise.all([useCatalogueStore().load(), useAboutStore().load()]);
    await vi.waitFor(() => {
      expect(useSettingsStore().isKnown).toBe(true);
    });
  });

  test('holds for folder, level and reading back until a person chooses otherwise', async () => {
    const page = await pageWith('/disks/a.vmdk');
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/converted/a.vdi']);
    });
    await page.convert.run();
    expect(machine.started).toMatchObject([{ verify: false, options: { level: 9 } }]);
    const store = useConvertStore();
    store.verify = true;
    store.chooseFolder('/elsewhere');
    expect([store.verify, store.folder]).toEqual([true, '/elsewhere']);
  });

  test('a folder that was not picked is asked for once, for all rows, and then used', async () => {
    const { plan } = machine.services.convert;
    vi.spyOn(machine.services.convert, 'plan').mockImplementation(async (input, signal) => {
      if (!machine.granted.includes('/converted')) throw new DiskError('file.not-granted', { path: input.target });
      return plan(input, signal);
    });
    const page = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    await vi.waitFor(() => {
      expect(page.convert.reason.value).toBe('The folder for the results has to be picked first.');
    });
    expect(useConvertStore().rows.map(problemOf)).toEqual([undefined, undefined]);
    expect(page.question.value).toContain('Nothing is written there');
    await page.allowFolder.run();
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/converted/a.vdi', '/converted/b.vdi']);
    });
    expect(page.question.value).toBeUndefined();
  });
});

describe('a damaged image', () => {
  test('is planned and converted with salvage once a person says so, and not any more when it is taken back', async () => {
    const page = await pageWith('/disks/a.broken');
    const store = useConvertStore();
    const row = () => store.rows[0] ?? expect.fail();
    expect([canBeSalvaged(row()), page.convert.canRun.value]).toEqual([true, false]);

    const { salvage, notes } = inApp(app, () => useRow(row));
    salvage();
    await vi.waitFor(() => {
      expect(page.count.value).toBe(1);
    });
    expect(problemOf(row())).toBeUndefined();
    notes.value[0]?.action?.run();
    expect([canBeSalvaged(row()), page.count.value]).toEqual([true, 0]);

    salvage();
    await vi.waitFor(() => {
      expect(page.convert.canRun.value).toBe(true);
    });
    await page.convert.run();
    expect(machine.started).toMatchObject([{ source: '/disks/a.broken', salvage: true, target: '/disks/a.vdi' }]);
  });

  test('of no known format offers no salvage, for there is nothing to go by', async () => {
    await pageWith('/disks/a.bin');
    expect(useConvertStore().rows.map(canBeSalvaged)).toEqual([false]);
  });

  test('leads to its check on the Images page', async () => {
    await pageWith('/disks/a.broken');
    const { check } = inApp(app, () => useRow(() => useConvertStore().rows[0] ?? expect.fail()));
    await check();
    const images = useImagesStore();
    expect([images.tab, images.rows.map(({ path }) => path)]).toEqual(['check', ['/disks/a.broken']]);
  });
});
