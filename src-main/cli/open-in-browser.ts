import { spawn } from 'node:child_process';

/** How each system opens an address with the person's own browser. */
const openers: Readonly<Partial<Record<NodeJS.Platform, readonly [command: string, ...before: string[]]>>> = {
  darwin: ['open'],
  // The empty word is the title of the window, which `start` otherwise takes from the address.
  win32: ['cmd', '/c', 'start', ''],
};

/** Opens an address in the default browser; false when nothing could be started. */
export function openInBrowser(url: string): Promise<boolean> {
  const [command, ...before] = openers[process.platform] ?? ['xdg-open'];
  return new Promise((resolve) => {
    const opener = spawn(command, [...before, url], { stdio: 'ignore', detached: true });
    opener.once('error', () => {
      resolve(false);
    });
    opener.once('exit', (code) => {
      resolve(code === 0);
    });
    // Some openers stay as long as the browser does: no news for a second is good news.
    setTimeout(() => {
      resolve(true);
    }, 1000).unref();
    opener.unref();
  });
}
