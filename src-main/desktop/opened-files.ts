import { stat } from 'node:fs/promises';
import type { FilePolicy } from '../services/file-policy.ts';
import type { WindowRequests } from '../services/window-requests.ts';

/** What files from outside are handed to. */
export interface OpenedFilesParts {
  readonly policy: FilePolicy;
  readonly requests: WindowRequests;
}

/** Files that a person opened from outside of the window: by the desktop or a command line. */
export interface OpenedFiles {
  /**
   * Those that came before the window, for the page that asks first: one that is loaded anew, after a crash or in another window,
   * would bring back what the person has taken off the list since.
   */
  readonly takeAtStart: () => readonly string[];
  /** Grants files and hands them to the page, or to the next one there is. Folders, and what cannot be granted, are left out. */
  open(paths: readonly string[]): Promise<void>;
  /** From now on the page is told of files at once. */
  windowIsThere(): void;
}

export function createOpenedFiles({ policy, requests }: OpenedFilesParts): OpenedFiles {
  let atStart: readonly string[] = [];
  let hasWindow = false;

  /** False for a name that leads nowhere: the page would only be refused it. A folder is no image, and would grant all that is in it. */
  async function grant(file: string): Promise<boolean> {
    try {
      if (await isFolder(file)) return false;
      await policy.grant([file]);
      return true;
    } catch {
      return false;
    }
  }

  return {
    takeAtStart() {
      const taken = atStart;
      atStart = [];
      return taken;
    },
    async open(files) {
      const granted: string[] = [];
      for (const file of files) if (await grant(file)) granted.push(file);
      if (!hasWindow) atStart = [...atStart, ...granted];
      else if (granted.length > 0) requests.send({ kind: 'open', paths: granted });
    },
    windowIsThere() {
      hasWindow = true;
    },
  };
}

async function isFolder(file: string): Promise<boolean> {
  try {
    return (await stat(file)).isDirectory();
  } catch {
    return false;
  }
}
