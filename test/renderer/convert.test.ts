import type { App } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useConvertStore } from '#renderer/modules/convert/convert.store.ts';
import { useConvert } from '#renderer/modules/convert/use-convert.ts';
import { useDestination } from '#renderer/modules/convert/use-destination.ts';
import { usePlans } from '#renderer/modules/convert/use-plans.ts';
import { useSources } from '#renderer/modules/convert/use-sources.ts';
import { useCatalogueStore } from '#renderer/modules/formats/catalogue.store.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
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

  test('targets go beside the first source, and no name is given away twice', async () => {
    machine.files.add('/disks/other.vdi');
    await pageWith('/disks/a.vdi', '/more/a.vmdk', '/more/other.vmdk');
    await vi.waitFor(() => {
      expect(plannedNames()).toEqual(['/disks/a-2.vdi', '/disks/a-3.vdi', '/disks/other-2.vdi']);
    });
    expect(useConvertStore().rows[0]?.target).toMatchObject({ value: { takenName: '/disks/a.vdi' } });
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
    expect(machine.started).toEqual([
      {
        source: '/disks/a.vmdk',
        target: '/disks/a.vdi',
        format: 'vdi',
        variant: 'dynamic',
        options: { level: 9 },
        verify: true,
      },
      {
        source: '/disks/b.vmdk',
        target: '/disks/b.img',
        format: 'raw',
        variant: 'sparse',
        options: {},
        verify: true,
      },
    ]);
    expect(store.rows.map(({ path }) => path)).toEqual(['/disks/c.bin']);
  });

  test('what all results need together is set against what is free', async () => {
    const { space } = await pageWith('/disks/a.vmdk', '/disks/b.vmdk');
    await vi.waitFor(() => {
      expect(space.value).toEqual({ needed: 1200, free: 1000, fits: false });
    });
  });
});
