import { describe, expect, test } from 'vitest';
import type { Connection } from '#shared/rpc/define.ts';
import { channels } from '#main/desktop/channels.ts';
import { runPreload } from '../support/electron-double/preload.ts';
import { arrival, openPage } from './page.ts';

/** The one connection that there is. */
function only(connections: readonly Connection[]): Connection {
  const [connection] = connections;
  if (!connection || connections.length > 1) throw new Error(`There are ${connections.length} connections`);
  return connection;
}

describe('messages are accepted', () => {
  test('from the main frame of our own page, in order', async () => {
    const { bridge, received, connections } = await openPage();
    for (const message of [{ first: 1 }, 'second', [3]]) bridge.send(message);
    await arrival();
    expect({ received, connections: connections.length }).toEqual({
      received: [{ first: 1 }, 'second', [3]],
      connections: 1,
    });
  });

  test.for([
    'platter://other/',
    'platter://app.example/',
    'https://app/',
    'https://example.org/platter://app/',
    'data:text/html,platter',
    'about:blank',
  ])('not from a page of another origin: %s', async (url) => {
    const { page, received, dropped, connections } = await openPage();
    const { ipcRenderer } = page.commit(url);
    ipcRenderer.send(channels.message, 'document', 'message');
    ipcRenderer.send(channels.dropped, '/etc/passwd');
    await arrival();
    expect({ received, dropped, connections }).toEqual({ received: [], dropped: [], connections: [] });
  });

  test('not from a frame inside the page, be it of our own origin', async () => {
    const { page, received, dropped, connections } = await openPage();
    const { ipcRenderer } = page.embed('platter://app/frame.html');
    ipcRenderer.send(channels.message, 'document', 'message');
    ipcRenderer.send(channels.dropped, '/etc/passwd');
    await arrival();
    expect({ received, dropped, connections }).toEqual({ received: [], dropped: [], connections: [] });
  });

  test('not from another window', async () => {
    const { received } = await openPage();
    const other = await openPage();
    other.bridge.send('message');
    await arrival();
    expect({ received, other: other.received }).toEqual({ received: [], other: ['message'] });
  });

  test('not from a frame that is gone, nor without the name of a document', async () => {
    const { page, received, connections } = await openPage();
    const { ipcRenderer } = page.document;
    for (const values of [[], [1, 'message'], [null, 'message']]) ipcRenderer.send(channels.message, ...values);
    await arrival();
    page.ipc.emit(channels.message, { sender: page, senderFrame: null }, 'document', 'message');
    expect({ received, connections }).toEqual({ received: [], connections: [] });
  });
});

describe('a connection', () => {
  test('ends when the page is reloaded; the new page begins another and hears no answer to the old one', async () => {
    const { page, bridge, connections, received } = await openPage();
    bridge.send('old');
    await arrival();
    const old = only(connections);
    old.send('late answer');
    const document = page.commit('platter://app/');
    const reloaded = await runPreload(document);
    const heard: unknown[] = [];
    reloaded.onMessage((message) => heard.push(message));
    await old.closed;
    old.send('too late');
    reloaded.send('new');
    await arrival();
    connections[1]?.send('answer');
    await arrival();
    expect({ received, heard, connections: connections.length }).toEqual({
      received: ['old', 'new'],
      heard: ['answer'],
      connections: 2,
    });
  });

  test.for(['crash', 'destroy'] as const)('ends with a %s, and sends into nothing afterwards', async (end) => {
    const { page, bridge, connections, received } = await openPage();
    bridge.send('hello');
    await arrival();
    const connection = only(connections);
    page[end]();
    await connection.closed;
    expect(() => {
      connection.send('nobody hears');
    }).not.toThrow();
    bridge.send('from the dead');
    await arrival();
    expect({ received, connections: connections.length }).toEqual({ received: ['hello'], connections: 1 });
  });

  test('closed by the main process tells the page, and hears it no more', async () => {
    const { bridge, connections, received } = await openPage();
    bridge.send('before');
    await arrival();
    only(connections).close();
    await bridge.closed;
    bridge.send('after');
    await arrival();
    expect({ received, connections: connections.length }).toEqual({ received: ['before'], connections: 1 });
  });

  test('closed by the page ends in the main process', async () => {
    const { bridge, connections } = await openPage();
    const heard: unknown[] = [];
    bridge.onMessage((message) => heard.push(message));
    bridge.send('hello');
    await arrival();
    const connection = only(connections);
    connection.send('answer');
    await arrival();
    bridge.close();
    await Promise.all([bridge.closed, connection.closed]);
    connection.send('too late');
    await arrival();
    expect(heard).toEqual(['answer']);
  });
});

describe('a call about a dropped file', () => {
  test('waits until the file is granted, and keeps its order', async () => {
    const granting = Promise.withResolvers<undefined>();
    const { page, bridge, received } = await openPage({ onDrop: () => granting.promise.then(() => undefined) });
    bridge.send('before');
    await arrival();
    page.document.ipcRenderer.send(channels.dropped, '/images/a.vdi');
    bridge.send('about a.vdi');
    bridge.send('next');
    await arrival();
    expect(received).toEqual(['before']);
    granting.resolve(undefined);
    await arrival();
    expect(received).toEqual(['before', 'about a.vdi', 'next']);
  });

  test('is heard all the same when it cannot be granted', async () => {
    const { page, bridge, received } = await openPage({ onDrop: () => Promise.reject(new Error('no')) });
    page.document.ipcRenderer.send(channels.dropped, '/images/a.vdi');
    bridge.send('about a.vdi');
    await arrival();
    expect(received).toEqual(['about a.vdi']);
  });
});
