import { expect, test, vi } from 'vitest';
import { useToast } from '@nuxt/ui/composables';
import { useCatalogueStore } from '#renderer/modules/formats/catalogue.store.ts';
import { useImagesStore } from '#renderer/modules/images/images.store.ts';
import { useStartup } from '#renderer/shell/use-startup.ts';
import type { Connection } from '#shared/rpc/define.ts';
import { connectTo, createTestApp, inApp, Machine } from './app.ts';

test('what a window needs to know is asked for again when the connection was lost before it was told', async () => {
  const machine = new Machine();
  machine.files.add('/disks/a.vdi');
  vi.spyOn(machine.services.shell, 'about').mockResolvedValue({
    host: 'desktop',
    version: '1.0.0',
    platform: 'linux',
    homeFolder: '/home',
    separator: '/',
    openedPaths: ['/disks/a.vdi'],
  });
  const { list } = machine.services.formats;
  const opened: Connection[] = [];
  vi.spyOn(machine.services.formats, 'list').mockImplementation((input, signal) => {
    if (opened.length === 1) opened[0]?.close();
    return list(input, signal);
  });
  const app = createTestApp(machine, () => {
    const connection = connectTo(machine);
    opened.push(connection);
    return Promise.resolve(connection);
  });
  const { toasts } = inApp(app, () => {
    useStartup();
    return useToast();
  });
  await vi.waitFor(() => {
    expect(useCatalogueStore().creatable.map(({ id }) => id)).toEqual(['vdi', 'raw']);
    expect(useImagesStore().rows.map(({ path }) => path)).toEqual(['/disks/a.vdi']);
  });
  // The frame of the window says that the connection was lost; nothing else needs to.
  expect([opened.length, toasts.value]).toEqual([2, []]);
});
