import type { IpcMainEvent, WebContents } from 'electron';
import type { Connection } from '#shared/rpc/define.ts';
import { copyOfMessage } from '#shared/rpc/message-copy.ts';
import { channels } from './channels.ts';

/** What a window's page may do. */
export interface PageListener {
  /** A document of our own began to talk. */
  onConnection(connection: Connection): void;
  /** A person dropped this file on the page. Messages sent after the drop wait until this has settled. */
  onDrop(path: string): Promise<void>;
}

interface PageConnection extends Connection {
  readonly documentId: string;
  receive(message: unknown): void;
}

/**
 * Takes the messages of a window's page: of its main frame, showing a page of our own origin, and of nobody else. Each document
 * has one connection; it ends when the document is left, its process is gone or its window is destroyed.
 */
export function acceptPage(page: WebContents, origin: string, listener: PageListener): void {
  let current: PageConnection | undefined;
  /** Settles when every drop so far is granted: a call that names a dropped file must find it so. */
  let drops: Promise<unknown> = Promise.resolve();

  const leave = () => {
    current?.close();
    current = undefined;
  };
  const connectionOf = (documentId: string) => {
    if (current?.documentId === documentId) return current;
    leave();
    current = createPageConnection(page, documentId);
    listener.onConnection(current);
    return current;
  };

  page.ipc.on(channels.message, (event, documentId: unknown, message: unknown) => {
    if (!isOwnPage(event, origin) || typeof documentId !== 'string') return;
    const connection = connectionOf(documentId);
    void drops.then(() => {
      connection.receive(message);
    });
  });
  page.ipc.on(channels.closed, (event, documentId: unknown) => {
    if (isOwnPage(event, origin) && current?.documentId === documentId) current?.close();
  });
  page.ipc.on(channels.dropped, (event, path: unknown) => {
    if (isOwnPage(event, origin) && typeof path === 'string')
      drops = Promise.allSettled([drops, listener.onDrop(path)]);
  });
  page.on('did-navigate', leave);
  page.on('render-process-gone', leave);
  page.on('destroyed', leave);
}

/** A frame inside the page, a page of another origin, and a document on its way out have no voice. */
function isOwnPage({ senderFrame }: IpcMainEvent, origin: string): boolean {
  return senderFrame !== null && !senderFrame.detached && senderFrame.parent === null && senderFrame.origin === origin;
}

function createPageConnection(page: WebContents, documentId: string): PageConnection {
  const listeners = new Set<(message: unknown) => void>();
  const { promise: closed, resolve: settle } = Promise.withResolvers<undefined>();
  let isOpen = true;

  const tell = (channel: string, ...values: unknown[]) => {
    if (!page.isDestroyed() && !page.isCrashed()) page.send(channel, documentId, ...values);
  };
  return {
    documentId,
    receive: (message) => {
      if (isOpen) for (const listener of [...listeners]) listener(message);
    },
    send: (message) => {
      const copy = copyOfMessage(message);
      if (isOpen) tell(channels.message, copy);
    },
    onMessage: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    closed: closed,
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      tell(channels.closed);
      settle(undefined);
    },
  };
}
