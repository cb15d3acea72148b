import type { WebContents } from 'electron';
import type { Connection } from '#shared/rpc/define.ts';
import { acceptPage } from '#main/desktop/ipc-connection.ts';
import { WebContentsDouble } from '../support/electron-double/page.ts';
import { runPreload } from '../support/electron-double/preload.ts';

const origin = 'platter://app';

/** A page whose messages are accepted, with everything its listener was told. */
export async function openPage({ onDrop = () => Promise.resolve() }: { onDrop?: () => Promise<void> } = {}) {
  const page = new WebContentsDouble((url) => (url.startsWith(`${origin}/`) ? origin : new URL(url).origin));
  const connections: Connection[] = [];
  const received: unknown[] = [];
  const dropped: string[] = [];
  // The double has the parts of a WebContents that are used here.
  acceptPage(page as unknown as WebContents, origin, {
    onConnection: (connection) => {
      connections.push(connection);
      connection.onMessage((message) => received.push(message));
    },
    onDrop: (path) => {
      dropped.push(path);
      return onDrop();
    },
  });
  page.commit(`${origin}/`);
  return { page, connections, received, dropped, bridge: await runPreload(page.document) };
}

/** Long enough for everything that was sent to arrive. */
export async function arrival(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
