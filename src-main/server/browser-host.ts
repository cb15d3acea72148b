import { homedir } from 'node:os';
import path from 'node:path';
import { DiskError } from '#shared/errors.ts';
import type { FilePolicy } from '../services/file-policy.ts';
import type { Host } from '../services/host.ts';
import { createWindowRequests } from '../services/window-requests.ts';
import { listFolder } from './list-folder.ts';

/** What a browser host is made of. */
export interface BrowserHostParts {
  readonly version: string;
  /** For the page that asks first: one that is loaded again would bring back what the person has taken off the list since. */
  readonly openedPaths: readonly string[];
  readonly policy: FilePolicy;
}

/**
 * The host of a window in a browser. Whoever has the token sits at this computer, and picks files in the window itself: so
 * folders may be listed and what was picked may be granted. There are no native dialogs: `host.desktop-only`.
 */
export function browserHost({ version, openedPaths, policy }: BrowserHostParts): Host {
  let untaken = openedPaths;
  return {
    about() {
      const taken = untaken;
      untaken = [];
      return Promise.resolve({
        host: 'browser',
        version,
        platform: process.platform,
        homeFolder: homedir(),
        separator: path.sep,
        openedPaths: [...taken],
      });
    },
    pickFiles: () => refuse('file dialog'),
    pickFolder: () => refuse('folder dialog'),
    pickSaveFile: () => refuse('file dialog'),
    listFolder: ({ path: folder }) => listFolder(folder),
    async grant({ paths }) {
      await policy.grant(paths);
      return {};
    },
    showInFolder: () => refuse('file manager'),
    // A browser has its own menu and opens its own files: nobody ever asks.
    requests: (_, signal) => createWindowRequests().watch(signal),
  };
}

function refuse(what: string): Promise<never> {
  return Promise.reject(new DiskError('host.desktop-only', { what }));
}
