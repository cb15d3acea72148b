import { vi } from 'vitest';
import type { PreloadBridge } from '#renderer/backend/preload.ts';
import type { DocumentDouble } from './page.ts';

const paths = new WeakMap<File, string>();

/** A file that a person dropped; those that scripts make have no path. */
export function droppedFile(path: string): File {
  const file = new File([], path);
  paths.set(file, path);
  return file;
}

/** Runs the real preload script in a document, and gives back what the page then finds on its window. */
export async function runPreload({ ipcRenderer, contextBridge, mainWorld }: DocumentDouble): Promise<PreloadBridge> {
  const webUtils = { getPathForFile: (file: File) => paths.get(file) ?? '' };
  vi.resetModules();
  vi.doMock('electron', () => ({ ipcRenderer, contextBridge, webUtils }));
  await import('#main/desktop/preload.ts');
  vi.doUnmock('electron');
  return mainWorld['platter'] as PreloadBridge;
}
