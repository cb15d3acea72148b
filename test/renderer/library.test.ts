import type { App } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { canBeChecked, factsOf, isMissing } from '#renderer/modules/images/image-row.ts';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import { chosenOrder, inOrder } from '#renderer/modules/images/list-order.ts';
import { useLooksStore } from '#renderer/modules/images/looks.store.ts';
import { useMaintenanceStore } from '#renderer/modules/images/maintenance.store.ts';
import { createQueue } from '#renderer/modules/images/queue.ts';
import { useFreshImages } from '#renderer/modules/images/use-fresh-images.ts';
import { useImages } from '#renderer/modules/images/use-images.ts';
import { useLocate } from '#renderer/modules/images/use-locate.ts';
import { useRemoval } from '#renderer/modules/images/use-removal.ts';
import { useShownImages } from '#renderer/modules/images/use-shown-images.ts';
import { usePickerStore } from '#renderer/modules/files/picker.store.ts';
import { useJobsStore } from '#renderer/modules/jobs/jobs.store.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import type { ListedImage } from '#shared/model/library.ts';
import { createTestApp, inApp, Machine } from './app.ts';
import { checked, compactResult, endedJob } from './maintenance-jobs.ts';
import { listedImage } from './memory-library.ts';

const path = '/disks/a.vdi';
let machine: Machine;
let app: App;

beforeEach(async () => {
  machine = new Machine();
  app = createTestApp(machine);
  await useAboutStore().load();
});

const rows = () => useImagesStore().rows;
const paths = () => rows().map((row) => row.path);

/** Starts with a list that was kept, whose files exist unless they are missing. */
async function remember(...images: readonly ListedImage[]): Promise<void> {
  for (const image of images) if (image.whereabouts === 'there') machine.files.add(image.path);
  machine.library.images = images;
  const store = useImagesStore();
  await vi.waitFor(() => {
    expect(store.isKnown).toBe(true);
    expect(store.rows.map(({ entry }) => entry)).toEqual(machine.library.images);
  });
}

function rowOf(wanted: string) {
  const row = rows().find((one) => one.path === wanted);
  if (!row) throw new Error(`${wanted} is not listed.`);
  return row;
}

describe('what is remembered', () => {
  test('is shown at once, newest first, and no file is opened for it', async () => {
    const inspect = vi.spyOn(machine.services.images, 'inspect');
    await remember(listedImage(path, { openedAt: 1 }), listedImage('/disks/b.vdi', { openedAt: 2 }));
    expect(paths()).toEqual(['/disks/b.vdi', path]);
    expect(rows().map((row) => [row.image.kind, factsOf(row)?.virtualSize])).toEqual([
      ['waiting', 1024],
      ['waiting', 1024],
    ]);
    expect([inspect.mock.calls, useImagesStore().selected]).toEqual([[], undefined]);
  });

  test('is looked at when it is selected, once, as what the person said it is', async () => {
    await remember(listedImage('/disks/a.bin', { sourceFormat: 'raw' }), listedImage('/disks/b.vdi'));
    const inspect = vi.spyOn(machine.services.images, 'inspect');
    inApp(app, useFreshImages);
    useImagesStore().selectedId = rowOf('/disks/a.bin').id;
    await vi.waitFor(() => {
      expect(rowOf('/disks/a.bin').image).toMatchObject({ kind: 'known', value: { format: 'raw' } });
    });
    await useLooksStore().visitInTurn(rowOf('/disks/a.bin').id);
    expect(inspect).toHaveBeenCalledTimes(1);
    expect(rowOf('/disks/b.vdi').image.kind).toBe('waiting');
  });

  test('waits until it is known whether it is there, and is looked at then', async () => {
    await remember(listedImage(path, { whereabouts: 'unknown' }));
    machine.files.add(path);
    inApp(app, useFreshImages);
    useImagesStore().selectedId = rowOf(path).id;
    await useLooksStore().visit(rowOf(path).id);
    expect(rowOf(path).image.kind).toBe('waiting');
    machine.library.images = [listedImage(path)];
    await vi.waitFor(() => {
      expect(rowOf(path).image.kind).toBe('known');
    });
  });

  test('leaves the list when another window removes it, but what is no image stays as long as this window', async () => {
    await remember(listedImage(path), listedImage('/disks/b.vdi'));
    machine.files.add('/disks/c.bin');
    await inApp(app, useImages).addPasted(['/disks/c.bin']);
    useImagesStore().selectedId = rowOf(path).id;
    machine.library.images = [listedImage('/disks/b.vdi')];
    await vi.waitFor(() => {
      expect(paths()).toEqual(['/disks/c.bin', '/disks/b.vdi']);
    });
    expect(useImagesStore().selected).toBeUndefined();
  });
});

test('images that are opened together keep their order, before those that were opened earlier, and are remembered', async () => {
  await remember(listedImage('/disks/old.vdi', { openedAt: 5 }));
  const opened = ['/disks/c.vdi', '/disks/a.vdi', '/disks/b.vdi'];
  for (const one of opened) machine.files.add(one);
  await inApp(app, useImages).add(opened);
  expect(paths()).toEqual([...opened, '/disks/old.vdi']);
  expect(machine.library.images.map((one) => one.path)).toEqual(paths());
  await inApp(app, useImages).add(['/disks/old.vdi']);
  expect([paths()[0], machine.library.images[0]?.path]).toEqual(['/disks/old.vdi', '/disks/old.vdi']);
});

test('a path written in another way is the same image', async () => {
  await remember(listedImage(path));
  machine.files.add('/disks/../disks/a.vdi');
  vi.spyOn(machine.services.images, 'inspect').mockResolvedValue({
    ...(await machine.services.images.inspect({ path }, new AbortController().signal)),
  });
  await inApp(app, useImages).add(['/disks/../disks/a.vdi']);
  expect(paths()).toEqual([path]);
  expect(useImagesStore().selected?.path).toBe(path);
});

test('a removed image does not flash up again while the list still tells of it', async () => {
  const [a, b] = [listedImage(path, { openedAt: 2 }), listedImage('/disks/b.vdi')];
  await remember(a, b);
  const store = useImagesStore();
  store.selectedId = rowOf(path).id;
  void inApp(app, useRemoval)(rowOf(path).id);
  expect([paths(), store.selected?.path]).toEqual([['/disks/b.vdi'], '/disks/b.vdi']);
  machine.library.images = [a, { ...b, openedAt: 3 }];
  await vi.waitFor(() => {
    expect(rowOf('/disks/b.vdi').openedAt).toBe(3);
  });
  expect(paths()).toEqual(['/disks/b.vdi']);
  await vi.waitFor(() => {
    expect(machine.library.images.map((one) => one.path)).toEqual(['/disks/b.vdi']);
  });
});

describe('a missing image', () => {
  const gone = listedImage(path, { whereabouts: 'missing' });

  test('is known by what it was, cannot be checked, and is looked at again when it comes back', async () => {
    await remember(gone);
    expect([isMissing(rowOf(path)), canBeChecked(rowOf(path)), factsOf(rowOf(path))?.format]).toEqual([
      true,
      false,
      'vdi',
    ]);
    await remember(listedImage(path));
    expect([isMissing(rowOf(path)), rowOf(path).image.kind]).toEqual([false, 'waiting']);
  });

  test('is the same one at its new place, which the person picks', async () => {
    await remember({ ...gone, openedAt: 7 }, listedImage('/disks/b.vdi'));
    machine.files.add('/archive/a.vdi');
    const { id } = rowOf(path);
    const { run } = inApp(app, () => useLocate(() => useImagesStore().find(id) ?? rowOf('/archive/a.vdi')));
    const done = run();
    await vi.waitFor(() => {
      expect(usePickerStore().request).toMatchObject({ kind: 'file', startIn: '/disks' });
    });
    usePickerStore().close(['/archive/a.vdi']);
    await done;
    expect([machine.granted, paths()]).toEqual([['/archive/a.vdi'], ['/archive/a.vdi', '/disks/b.vdi']]);
    expect(useImagesStore().selected).toMatchObject({ path: '/archive/a.vdi', image: { kind: 'known' } });
  });

  test('stays what it is when the person changes their mind, or picks what is no such image', async () => {
    await remember(gone);
    const { run } = inApp(app, () => useLocate(() => rowOf(path)));
    for (const picked of [[], ['/archive/a.broken']]) {
      machine.files.add('/archive/a.broken');
      const done = run();
      await vi.waitFor(() => {
        expect(usePickerStore().request).toBeDefined();
      });
      usePickerStore().close(picked);
      await done;
      expect(isMissing(rowOf(path))).toBe(true);
    }
  });
});

describe('the health of a remembered image', () => {
  const sound = { fatal: 0, damage: 0, waste: 0, note: 0 };

  async function publish(...jobs: readonly JobSnapshot[]): Promise<void> {
    useMaintenanceStore();
    machine.jobs = jobs;
    await vi.waitFor(() => {
      expect(useJobsStore().jobs).toEqual(jobs);
    });
  }

  test('is what was found last, by a job of the list or by one that is long forgotten', async () => {
    const { healthNow } = useMaintenanceStore();
    const job = checked('check', path);
    const at = job.endedAt ?? 0;
    expect(healthNow(path, { found: sound, at: 5 })).toEqual({ found: sound, at: 5 });
    await publish(job);
    expect(healthNow(path, { found: { ...sound, damage: 1 }, at: at - 1 })).toEqual({ found: sound, at });
    expect(healthNow(path, { found: { ...sound, damage: 1 }, at: at + 1 })?.found.damage).toBe(1);
  });

  test('is unknown after a change, also one that only the memory tells of', async () => {
    const { healthNow } = useMaintenanceStore();
    const job = checked('check', path);
    await publish(job);
    expect(healthNow(path, { found: null, at: (job.endedAt ?? 0) + 1 })).toBeUndefined();
    await publish(endedJob('compact', { path }, { kind: 'succeeded', result: compactResult(path) }), job);
    expect(healthNow(path, { found: sound, at: 5 })).toBeUndefined();
  });
});

describe('a long list', () => {
  const numbered = Array.from({ length: 9 }, (_, index) =>
    listedImage(`/disks/${String(index)}.vdi`, { openedAt: index }),
  );

  test('is searched by name, folder and format, until it is short again', async () => {
    await remember(...numbered, listedImage('/archive/10.vdi', { openedAt: 10 }));
    const { rows: shown, isLong } = inApp(app, useShownImages);
    const store = useImagesStore();
    const found = (search: string) => {
      store.search = search;
      return shown.value.length;
    };
    expect([isLong.value, found('ARCHIVE'), found('7.vdi'), found('nothing'), found(' ')]).toEqual([true, 1, 1, 0, 10]);
    store.search = 'nothing';
    store.remove(...store.rows.slice(0, 2).map(({ id }) => id));
    expect([isLong.value, shown.value.length]).toEqual([false, 8]);
  });

  test('is sorted by its columns, with what is not known last either way', async () => {
    const image = (size: number) => ({
      format: 'vdi',
      variant: 'dynamic',
      virtualSize: size,
      fileSize: 1,
      allocatedSize: 10 - size,
    });
    await remember(
      listedImage('/a/disk10.vdi', { openedAt: 3, image: image(5) }),
      listedImage('/b/disk9.vdi', { openedAt: 2, image: image(7) }),
      listedImage('/c/disk1.vdi', { openedAt: 1, image: null }),
    );
    const sorted = (by: 'name' | 'virtualSize' | 'allocatedSize' | 'openedAt', direction: 'ascending' | 'descending') =>
      inOrder(rows(), { by, direction }, (one) => one.slice(3))
        .map((row) => row.path[1])
        .join('');
    expect([
      sorted('name', 'ascending'),
      sorted('name', 'descending'),
      sorted('virtualSize', 'ascending'),
      sorted('virtualSize', 'descending'),
      sorted('allocatedSize', 'ascending'),
      sorted('openedAt', 'ascending'),
    ]).toEqual(['cba', 'abc', 'abc', 'bac', 'bac', 'cba']);
  });

  test('begins a column with what one wants to see first, and turns it round', () => {
    const first = chosenOrder({ by: 'openedAt', direction: 'descending' }, 'name');
    expect([first, chosenOrder(first, 'name'), chosenOrder(first, 'virtualSize')]).toEqual([
      { by: 'name', direction: 'ascending' },
      { by: 'name', direction: 'descending' },
      { by: 'virtualSize', direction: 'descending' },
    ]);
  });
});

test('a queue does so many at a time, in order, and goes on after a failure', async () => {
  const inTurn = createQueue(2);
  const events: string[] = [];
  const ends = new Map<string, PromiseWithResolvers<undefined>>();
  const task = (name: string) =>
    inTurn(() => {
      events.push(name);
      const end = Promise.withResolvers<undefined>();
      ends.set(name, end);
      return end.promise;
    });
  const all = Promise.allSettled(['a', 'b', 'c', 'd'].map(task));
  expect(events).toEqual(['a', 'b']);
  ends.get('b')?.reject(new Error('unreadable'));
  await vi.waitFor(() => {
    expect(events).toEqual(['a', 'b', 'c']);
  });
  ends.get('a')?.resolve(undefined);
  await vi.waitFor(() => {
    expect(events).toEqual(['a', 'b', 'c', 'd']);
  });
  for (const { resolve } of ends.values()) resolve(undefined);
  expect((await all).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
});
