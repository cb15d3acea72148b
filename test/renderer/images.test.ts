import { useToast } from '@nuxt/ui/composables';
import type { App } from 'vue';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import { useMaintenanceStore } from '#renderer/modules/images/maintenance.store.ts';
import { useCheck } from '#renderer/modules/images/use-check.ts';
import { useCompact } from '#renderer/modules/images/use-compact.ts';
import { useFreshImages } from '#renderer/modules/images/use-fresh-images.ts';
import { useImages } from '#renderer/modules/images/use-images.ts';
import { useRemoval } from '#renderer/modules/images/use-removal.ts';
import { useRepair } from '#renderer/modules/images/use-repair.ts';
import type { ImageRow } from '#renderer/modules/images/image-row.ts';
import { usePickerStore } from '#renderer/modules/files/picker.store.ts';
import { useJobsStore } from '#renderer/modules/jobs/jobs.store.ts';
import { useSaveReport } from '#renderer/modules/reports/use-save-report.ts';
import { healthOf } from '#renderer/modules/reports/health.ts';
import { useAboutStore } from '#renderer/shell/about.store.ts';
import { DiskError, toWire } from '#shared/errors.ts';
import type { JobSnapshot } from '#shared/model/job.ts';
import { createTestApp, inApp, Machine } from './app.ts';
import { checked, checkResult, compactResult, endedJob, lowCount, slotOutOfRange } from './maintenance-jobs.ts';

const path = '/disks/a.vdi';
let machine: Machine;
let app: App;

beforeEach(async () => {
  machine = new Machine();
  app = createTestApp(machine);
  await useAboutStore().load();
});

/** Opens images that exist on the machine. */
async function open(...paths: readonly string[]) {
  for (const one of paths) machine.files.add(one);
  const images = inApp(app, useImages);
  await images.addPasted(paths);
  return images;
}

function selected(): ImageRow {
  const row = useImagesStore().selected;
  if (!row) throw new Error('No image is selected.');
  return row;
}

/** Publishes jobs, the newest first, and waits until the stores have them. */
async function publish(...jobs: readonly JobSnapshot[]): Promise<void> {
  useMaintenanceStore();
  machine.jobs = jobs;
  await vi.waitFor(() => {
    expect(useJobsStore().jobs).toEqual(jobs);
  });
}

function healthNow(): string | undefined {
  const state = useMaintenanceStore().checkedState(path);
  return state && healthOf(state.result.summary);
}

describe('the images of a session', () => {
  test('are listed once, what was opened last at the front, and its first one selected', async () => {
    const images = await open(path, '/disks/b.vdi');
    await images.addPasted(['/disks/b.vdi']);
    const store = useImagesStore();
    expect([store.rows.map((row) => row.path), store.selected?.path]).toEqual([['/disks/b.vdi', path], '/disks/b.vdi']);
    expect(selected().image).toMatchObject({ kind: 'known', value: { format: 'vdi' } });
  });

  test('leave the list to the one that is shown next to them', async () => {
    await open('/disks/b.vdi', '/disks/c.vdi', path);
    const store = useImagesStore();
    const remove = inApp(app, useRemoval);
    store.order = { by: 'name', direction: 'descending' };
    store.selectedId = store.rows.find((row) => row.path === '/disks/b.vdi')?.id;
    await remove(selected().id);
    expect(store.selected?.path).toBe(path);
    await remove(selected().id);
    expect(store.selected?.path).toBe('/disks/c.vdi');
    await remove(selected().id);
    expect([store.rows, store.selected]).toEqual([[], undefined]);
  });

  test('come back to their place when their removal is taken back', async () => {
    await open(path, '/disks/b.vdi', '/disks/c.vdi');
    const store = useImagesStore();
    const { remove, toasts } = inApp(app, () => {
      const { clear, toasts: shown } = useToast();
      clear();
      return { remove: useRemoval(), toasts: shown };
    });
    const listed = () => machine.library.images.map((image) => image.path);
    await vi.waitFor(() => {
      expect(listed()).toHaveLength(3);
    });
    await remove(...store.rows.slice(0, 2).map(({ id }) => id));
    await vi.waitFor(() => {
      expect(listed()).toEqual(['/disks/c.vdi']);
    });
    const notice = await vi.waitFor(() => {
      const [last] = toasts.value;
      if (!last) throw new Error('Nothing is told.');
      return last;
    });
    expect(notice).toMatchObject({ title: '2 images removed from the list', actions: [{ label: 'Undo' }] });
    (notice.actions?.[0]?.onClick as () => void)();
    await vi.waitFor(() => {
      expect(listed()).toEqual([path, '/disks/b.vdi', '/disks/c.vdi']);
    });
    expect([store.rows.map((row) => row.path), selected().path]).toEqual([listed(), path]);
  });

  test('are what Platter knows them to be where nothing in them tells', async () => {
    machine.files.add('/disks/a.bin').add(path);
    const images = inApp(app, useImages);
    await images.show('/disks/a.bin', 'raw');
    expect(selected()).toMatchObject({ sourceFormat: 'raw', image: { kind: 'known', value: { format: 'raw' } } });
    await images.show(path, 'vdi');
    expect(selected()).toMatchObject({ sourceFormat: undefined, image: { kind: 'known' } });
  });

  test('are looked at again when the person asks, and remembered once they are images', async () => {
    const images = inApp(app, useImages);
    await images.add([path]);
    expect([selected().image.kind, machine.library.images]).toEqual(['refused', []]);
    machine.files.add(path);
    await images.lookAgain(selected().id);
    expect([selected().image.kind, machine.library.images[0]?.path]).toEqual(['known', path]);
  });

  test('are asked for again when the connection is lost before the answer', async () => {
    machine.files.add(path);
    const ask = vi.spyOn(machine.services.library, 'open').mockReturnValueOnce(new Promise(() => undefined));
    const opened = inApp(app, useImages).add([path]);
    await vi.waitFor(() => {
      expect(ask).toHaveBeenCalledTimes(1);
    });
    machine.disconnect();
    await opened;
    expect([selected().image.kind, ask.mock.calls.length]).toEqual(['known', 2]);
  });

  test('are looked at again when a job has changed them, and only then', async () => {
    await open(path);
    const inspect = vi.spyOn(machine.services.images, 'inspect');
    inApp(app, useFreshImages);
    const check = checked('check', path);
    await publish(check);
    expect(inspect).not.toHaveBeenCalled();
    await publish(checked('repair', path), check);
    await vi.waitFor(() => {
      expect(inspect).toHaveBeenCalledTimes(1);
    });
  });

  test.each([
    ['check', 'image.written'],
    ['preview-compaction', 'image.not-at-rest'],
  ] as const)(
    'are looked at again when a %s ends with %s, and once more when they are repaired later',
    async (operation, reason) => {
      await open(path);
      const inspect = vi.spyOn(machine.services.images, 'inspect');
      inApp(app, useFreshImages);
      const error = toWire(new DiskError(reason, { path }));
      const refused = endedJob(operation, { path }, { kind: 'failed', error });
      await publish(refused);
      await vi.waitFor(() => {
        expect(inspect).toHaveBeenCalledTimes(1);
      });
      await publish(checked('repair', path), refused);
      await vi.waitFor(() => {
        expect(inspect).toHaveBeenCalledTimes(2);
      });
    },
  );
});

describe('the health of an image', () => {
  test('is that of its last check, repair or undone repair', async () => {
    const found = checked('check', path, { findings: [lowCount] });
    const mended = checked('repair', path, { journal: `${path}.platter-undo-1` });
    const undone = checked('undo-repair', path, { findings: [lowCount] });
    await publish(found);
    expect(healthNow()).toBe('damaged');
    await publish(mended, found);
    expect(healthNow()).toBe('sound');
    await publish(undone, mended, found);
    expect(healthNow()).toBe('damaged');
  });

  test('is forgotten with its job for images of no list', async () => {
    const lastOf = (one: string) => useMaintenanceStore().lastOf(one, 'check')?.id;
    await open(path);
    const check = checked('check', path);
    await publish(checked('check', '/disks/b.vdi'), check);
    await publish();
    expect([lastOf(path), lastOf('/disks/b.vdi')]).toEqual([check.id, undefined]);
    useImagesStore().remove(selected().id);
    await vi.waitFor(() => {
      expect(useMaintenanceStore().lastJobs.size).toBe(0);
    });
  });

  test('stays when its job leaves the list, but not when the image was compacted', async () => {
    await open(path);
    const check = checked('check', path);
    await publish(check);
    await publish();
    expect(healthNow()).toBe('sound');
    await publish(endedJob('compact', { path }, { kind: 'succeeded', result: compactResult(path) }));
    expect(healthNow()).toBeUndefined();
  });

  test('is not touched by a smaller copy, a refusal or a compaction that found nothing', async () => {
    const copy = { path, output: '/disks/small.vdi' };
    const error = { code: 'unsupported', reason: 'compact.rewrite-instead', message: '', facts: {} } as const;
    const jobs = [checked('check', path)];
    for (const job of [
      endedJob('compact', copy, { kind: 'succeeded', result: compactResult(path, { output: copy.output }) }),
      endedJob('compact', { path }, { kind: 'failed', error }),
      endedJob('compact', { path }, { kind: 'succeeded', result: compactResult(path, { reclaimed: 0 }) }),
    ]) {
      jobs.unshift(job);
      await publish(...jobs);
      expect(healthNow()).toBe('sound');
    }
  });
});

describe('checking and repairing', () => {
  test('takes a file as what the person says it is', async () => {
    const images = await open('/disks/a.bin');
    const { check } = inApp(app, () => useCheck(selected));
    expect(check.canRun.value).toBe(false);
    await images.takeAs(selected().id, 'raw');
    await check.run();
    expect(machine.maintained).toEqual([['check', { path: '/disks/a.bin', sourceFormat: 'raw' }]]);
  });

  test('checks what cannot be opened, since that is what checks are for', async () => {
    await open('/disks/a.broken');
    expect(inApp(app, () => useCheck(selected)).check.canRun.value).toBe(true);
  });

  test('says that an image is still being looked at, not that it is none', async () => {
    await open(path);
    useImagesStore().change(selected().id, { image: { kind: 'waiting' } });
    const { check } = inApp(app, () => useCheck(selected));
    const { preview } = inApp(app, () => useCompact(selected));
    const reason = 'The image is still being looked at.';
    expect([check.reason.value, preview.reason.value]).toEqual([reason, reason]);
  });

  test('waits for whatever is at work on the image', async () => {
    await open(path);
    const { check, activity } = inApp(app, () => useCheck(selected));
    await publish({ id: '1', operation: 'compact', input: { path }, state: { kind: 'queued' }, createdAt: 1 });
    expect([activity.value?.id, check.reason.value]).toEqual(['1', 'Another job is at work on this image.']);
  });

  test('offers to undo a repair until it is undone, also one that was stopped', async () => {
    await open(path);
    const { repaired, undone } = inApp(app, () => useCheck(selected));
    const stopped = endedJob('repair', { path, kind: 'all' }, { kind: 'cancelled' });
    await publish(stopped);
    expect([repaired.value?.id, undone.value]).toEqual([stopped.id, undefined]);
    const undo = checked('undo-repair', path);
    await publish(undo, stopped);
    expect([repaired.value, undone.value?.id]).toEqual([undefined, undo.id]);
    await publish(checked('check', path), undo, stopped);
    expect(undone.value).toBeUndefined();
    await publish(checked('repair', path));
    expect(repaired.value).toBeUndefined();
  });

  test('begins with what loses nothing, and asks before what may', async () => {
    await open(path);
    const job = checked('check', path, { findings: [slotOutOfRange, lowCount, slotOutOfRange] });
    const started = vi.fn();
    const result = checkResult(path, { findings: [slotOutOfRange, lowCount, slotOutOfRange] });
    const repair = inApp(app, () => useRepair(selected, () => ({ job, result }), started));
    expect([repair.lossless.value.length, repair.lossy.value[0]?.others.length]).toEqual([1, 1]);
    const steps = [{ code: lowCount.code, file: 'a.vdi', changes: 1, bytes: 4 }];

    repair.begin();
    await vi.waitFor(() => {
      expect(machine.maintained).toEqual([['preview-repair', { path, kind: 'lossless' }]]);
    });
    expect(repair.repair.canRun.value).toBe(false);
    await publish({ ...checked('preview-repair', path, { repaired: steps }), id: 'preview-repair-1' });
    expect(repair.repair.canRun.value).toBe(true);

    repair.kind.value = 'all';
    await vi.waitFor(() => {
      expect(machine.maintained).toHaveLength(2);
    });
    await publish({ ...checked('preview-repair', path, { repaired: steps }), id: 'preview-repair-2' });
    expect(repair.repair.reason.value).toBe('What may be lost has to be accepted first.');
    repair.consent.value = true;
    vi.spyOn(machine.services.maintain, 'repair').mockRejectedValueOnce(new DiskError('file.missing', { path }));
    await repair.repair.run();
    expect(started).not.toHaveBeenCalled();
    await repair.repair.run();
    expect(machine.maintained.at(-1)).toEqual(['repair', { path, kind: 'all' }]);
    expect(started).toHaveBeenCalledTimes(1);
  });

  test('cancels a preview that is begun too late: after the next one was asked for, or when the dialog is closed', async () => {
    await open(path);
    const answers: PromiseWithResolvers<{ id: string }>[] = [];
    vi.spyOn(machine.services.maintain, 'previewRepair').mockImplementation(() => {
      const answer = Promise.withResolvers<{ id: string }>();
      answers.push(answer);
      return answer.promise;
    });
    const job = checked('check', path, { findings: [slotOutOfRange, lowCount] });
    const result = checkResult(path, { findings: [slotOutOfRange, lowCount] });
    const repair = inApp(app, () => useRepair(selected, () => ({ job, result }), vi.fn()));
    const asked = (count: number) =>
      vi.waitFor(() => {
        expect(answers).toHaveLength(count);
      });
    const cancelled = (...ids: readonly string[]) =>
      vi.waitFor(() => {
        expect(machine.askedOfJobs).toEqual(ids.map((id) => ['cancel', { id }]));
      });
    repair.begin();
    await asked(1);
    repair.kind.value = 'all';
    await asked(2);
    answers[0]?.resolve({ id: 'first' });
    await cancelled('first');
    repair.leave();
    answers[1]?.resolve({ id: 'second' });
    await cancelled('first', 'second');
    repair.begin();
    await asked(3);
    answers[2]?.resolve({ id: 'third' });
    await publish({
      id: 'third',
      operation: 'preview-repair',
      input: { path },
      state: { kind: 'queued' },
      createdAt: 1,
    });
    repair.leave();
    await cancelled('first', 'second', 'third');
  });
});

describe('compacting', () => {
  const preview = (input: object, changes = {}) =>
    endedJob(
      'preview-compaction',
      { path, ...input },
      { kind: 'succeeded', result: compactResult(path, { isPreview: true, ...changes }) },
    );

  test('wants a preview of what is chosen first', async () => {
    await open(path);
    const { preview: look, compact, outcome } = inApp(app, () => useCompact(selected));
    expect([look.canRun.value, compact.reason.value]).toEqual([true, 'A preview shows first what can be given back.']);
    await publish(preview({ freeSpace: false }));
    expect(compact.canRun.value).toBe(true);

    useImagesStore().change(selected().id, { freeSpace: true });
    expect([compact.canRun.value, outcome.value]).toEqual([false, undefined]);
    await publish(preview({ freeSpace: true }, { reclaimed: 0 }));
    expect(compact.reason.value).toBe('There is nothing to give back.');
  });

  test('asks for the name of a copy, and writes none when there is none', async () => {
    await open(path);
    const { preview: look, compact } = inApp(app, () => useCompact(selected));
    useImagesStore().change(selected().id, { asCopy: true });
    await look.run();
    expect(machine.maintained).toEqual([
      ['preview-compaction', { path, freeSpace: false, output: '/disks/a-compact.vdi' }],
    ]);
    await publish(preview({ output: '/disks/a-compact.vdi' }));
    const picker = usePickerStore();
    for (const chosen of [[], ['/disks/small.vdi']]) {
      const done = compact.run();
      await vi.waitFor(() => {
        expect(picker.request).toMatchObject({ kind: 'save', name: 'a-compact.vdi', existing: 'refuse' });
      });
      picker.close(chosen);
      await done;
    }
    expect(machine.granted).toContain('/disks/small.vdi');
    expect(machine.maintained.slice(1)).toEqual([['compact', { path, freeSpace: false, output: '/disks/small.vdi' }]]);
  });
});

test('a report is saved where the person wants it, as long as its job is listed', async () => {
  const job = checked('check', path);
  await publish(job);
  const { json, html } = inApp(app, () => useSaveReport(() => job));
  const done = json.run();
  await vi.waitFor(() => {
    expect(usePickerStore().request).toMatchObject({ name: 'a.vdi-check.json', startIn: '/disks', existing: 'ask' });
  });
  usePickerStore().close(['/disks/report.json']);
  await done;
  expect(machine.saved).toEqual([{ job: job.id, kind: 'json', path: '/disks/report.json' }]);
  await publish();
  expect(html.canRun.value).toBe(false);
});
