import path from 'node:path';
import { app, shell, type BrowserWindow } from 'electron';
import { DiskError } from '#shared/errors.ts';
import { catalogue } from '../core/operations/catalogue.ts';
import type { FilePolicy } from '../services/file-policy.ts';
import type { Host } from '../services/host.ts';
import type { WindowRequests } from '../services/window-requests.ts';
import { pickFolder, pickImages, pickSaveFile } from './dialogs.ts';

/** What a desktop host is made of. */
export interface DesktopHostParts {
  readonly policy: FilePolicy;
  /** The files that the desktop or a command line gave before the window, granted; each once. */
  readonly takeOpenedPaths: () => readonly string[];
  /** The window that dialogs belong to. */
  readonly window: () => BrowserWindow | undefined;
  /** What the menu and the desktop ask of the page. */
  readonly requests: WindowRequests;
}

/**
 * The host of the desktop window: native dialogs, which grant what is picked in them and begin where the policy lets them,
 * and the file manager. The page itself lists no folder and grants nothing: `host.browser-only`.
 */
export function desktopHost({ policy, takeOpenedPaths, window, requests }: DesktopHostParts): Host {
  return {
    about: () =>
      Promise.resolve({
        host: 'desktop',
        version: app.getVersion(),
        platform: process.platform,
        homeFolder: app.getPath('home'),
        separator: path.sep,
        openedPaths: [...takeOpenedPaths()],
      }),
    async pickFiles({ startIn }) {
      const paths = await pickImages(window(), catalogue(), policy.startOf(startIn));
      await policy.grant(paths);
      return { paths };
    },
    async pickFolder({ startIn }) {
      const folder = await pickFolder(window(), policy.startOf(startIn));
      if (folder !== null) await policy.grant([folder]);
      return { path: folder };
    },
    async pickSaveFile({ suggestedName, startIn }) {
      const file = await pickSaveFile(window(), { suggestedName, startIn: policy.startOf(startIn) });
      if (file !== null) await policy.grant([file]);
      return { path: file };
    },
    listFolder: () => refuse('folder listings'),
    grant: () => refuse('grants'),
    showInFolder({ path: file }) {
      shell.showItemInFolder(file);
      return Promise.resolve({});
    },
    requests: (_, signal) => requests.watch(signal),
  };
}

function refuse(what: string): Promise<never> {
  return Promise.reject(new DiskError('host.browser-only', { what }));
}
