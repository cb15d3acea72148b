import path from 'node:path';
import { app, type Session } from 'electron';
import { readRendererFiles } from '../page/renderer-files.ts';
import { restrictPermissions } from './navigation.ts';
import { refuseDownloads, refuseNetwork } from './offline.ts';
import { originOf, pageUrl } from './own-address.ts';
import { serveWindow } from './protocol.ts';

/** Where the window's page comes from. */
export interface PageSource {
  readonly url: string;
  readonly origin: string;
  /** The path of the preload script. */
  readonly preload: string;
}

/** Main, preload and renderer lie in it side by side. */
const bundle = () => path.join(app.getAppPath(), 'out');

export function pageSource(): PageSource {
  // In development the page comes from Vite; a packaged program takes no such hint from its environment.
  const url = (app.isPackaged ? undefined : process.env['ELECTRON_RENDERER_URL']) ?? pageUrl;
  return { url, origin: originOf(url) ?? pageUrl, preload: path.join(bundle(), 'preload/preload.cjs') };
}

/** Makes a session ready for the page: with its files, and without all that it does not need. Rejects when they are missing. */
export async function prepareSession(session: Session, { url, origin }: PageSource): Promise<void> {
  restrictPermissions(session, origin);
  refuseDownloads(session);
  // What Vite serves lies on the network of this computer.
  if (url !== pageUrl) return;
  refuseNetwork(session);
  serveWindow(session.protocol, await readRendererFiles(path.join(bundle(), 'renderer')));
}
