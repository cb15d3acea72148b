import { expect, test } from 'vitest';
import { DiskError } from '#shared/errors.ts';
import { ipcMain } from '../support/electron-double.ts';
import { WebContentsDouble } from '../support/electron-double/page.ts';

/** What the rest of Platter is built around; a double without these manners would let it rot. */

test('IPC clones what is sent, when it is sent, and delivers it later', async () => {
  const page = new WebContentsDouble();
  const heard: unknown[] = [];
  page.ipc.on('channel', (_, value: unknown) => heard.push(value));
  const message = { list: [1], at: new Date(0) };
  page.document.ipcRenderer.send('channel', message);
  message.list.push(2);
  expect(heard).toEqual([]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(heard).toEqual([{ list: [1], at: new Date(0) }]);
  expect(() => {
    page.document.ipcRenderer.send('channel', Symbol('no'));
  }).toThrow(/could not be cloned/);
});

test('an error that a handler throws keeps its message and loses everything else', async () => {
  const page = new WebContentsDouble();
  ipcMain.handle('refuse', () => {
    throw new DiskError('job.unknown', { id: 'x' });
  });
  const thrown: unknown = await page.document.ipcRenderer.invoke('refuse').catch((reason: unknown) => reason);
  expect(thrown).toMatchObject({ message: "Error invoking remote method 'refuse': Error: There is no job x." });
  expect(thrown).not.toHaveProperty('code');
});

test('what is exposed to the page is a frozen copy, whose functions lose what is special about an error', () => {
  const { contextBridge, mainWorld } = new WebContentsDouble().document;
  const api = { facts: { count: 1 }, refuse: () => Promise.reject(new DiskError('job.unknown', { id: 'x' })) };
  contextBridge.exposeInMainWorld('api', api);
  api.facts.count = 2;
  const exposed = mainWorld['api'] as typeof api;
  expect([exposed.facts, Object.isFrozen(exposed.facts)]).toEqual([{ count: 1 }, true]);
  return expect(exposed.refuse()).rejects.not.toHaveProperty('code');
});
