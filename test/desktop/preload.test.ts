import { describe, expect, test } from 'vitest';
import { droppedFile, runPreload } from '../support/electron-double/preload.ts';
import { arrival, openPage } from './page.ts';

describe('the preload script', () => {
  test('gives the page a connection and the path of a dropped file, frozen, and nothing else', async () => {
    const { page, bridge } = await openPage();
    expect(Object.keys(page.document.mainWorld)).toEqual(['platter']);
    expect(Object.keys(bridge).toSorted()).toEqual(['close', 'closed', 'onMessage', 'pathForFile', 'send']);
    expect(Object.isFrozen(bridge)).toBe(true);
  });

  test('tells the main process of a dropped file, whose path the page gets', async () => {
    const { bridge, dropped } = await openPage();
    expect(bridge.pathForFile(droppedFile('/images/a.vdi'))).toBe('/images/a.vdi');
    await arrival();
    expect(dropped).toEqual(['/images/a.vdi']);
  });

  test('grants nothing for a file that a script made, whatever it is called', async () => {
    const { bridge, dropped } = await openPage();
    const forged = new File(['x'], '/etc/passwd');
    Object.assign(forged, { path: '/etc/passwd' });
    expect(bridge.pathForFile(forged)).toBe('');
    await arrival();
    expect(dropped).toEqual([]);
  });

  test('passes no message on as a drop, whatever it says', async () => {
    const { bridge, dropped, received } = await openPage();
    bridge.send({ channel: 'platter:dropped', path: '/etc/passwd' });
    await arrival();
    expect({ dropped, received }).toEqual({
      dropped: [],
      received: [{ channel: 'platter:dropped', path: '/etc/passwd' }],
    });
  });

  test('shows the page messages alone, never the event that carried them', async () => {
    const { bridge, connections } = await openPage();
    const heard: unknown[][] = [];
    const unsubscribe = bridge.onMessage((...values: unknown[]) => heard.push(values));
    bridge.send('hello');
    await arrival();
    connections[0]?.send({ answer: 1 });
    await arrival();
    unsubscribe();
    connections[0]?.send({ answer: 2 });
    await arrival();
    expect(heard).toEqual([[{ answer: 1 }]]);
  });

  test('refuses what cannot be cloned, as Electron does', async () => {
    const { bridge } = await openPage();
    expect(() => {
      bridge.send({ call: () => undefined });
    }).toThrow(/could not be cloned/);
  });

  test('runs once in a document', async () => {
    const { page } = await openPage();
    await expect(runPreload(page.document)).rejects.toThrow(/existing property/);
  });
});
