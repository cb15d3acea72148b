import { expect, test, vi } from 'vitest';
import { useFolder } from '#renderer/modules/files/use-folder.ts';
import { DiskError } from '#shared/errors.ts';
import { createTestApp, inApp, Machine } from './app.ts';

test('a folder that was overtaken by another one is neither shown nor taken for one that is gone', async () => {
  const machine = new Machine();
  const app = createTestApp(machine);
  const slow = Promise.withResolvers<undefined>();
  vi.spyOn(machine.services.shell, 'listFolder').mockImplementation(async ({ path }) => {
    if (path === '/slow') await slow.promise;
    if (path === '/gone') throw new DiskError('file.missing', { path });
    return { path, parent: null, entries: [] };
  });
  const { listing, problem, show } = inApp(app, useFolder);
  const first = show('/slow');
  expect(await show('/typed')).toBe('shown');
  slow.resolve(undefined);
  expect(await first).toBe('overtaken');
  expect([listing.value?.path, problem.value]).toEqual(['/typed', undefined]);
  expect(await show('/gone')).toBe('refused');
  expect([listing.value?.path, problem.value !== undefined]).toEqual(['/typed', true]);
});
