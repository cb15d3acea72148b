import type { Session } from 'electron';

/** Addresses that lead to a network or into the disk. The page's own scheme and what it holds in memory do not. */
const elsewhere = ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'file:///*'];

/**
 * The page needs nothing but the files of its own scheme. Its content security policy says so already; this holds for a page that
 * found a way around it.
 */
export function refuseNetwork({ webRequest }: Session): void {
  webRequest.onBeforeRequest({ urls: elsewhere }, (_, answer) => {
    answer({ cancel: true });
  });
}

/** Files are written by services, to where the person said. A page that downloads is not ours any more. */
export function refuseDownloads(session: Session): void {
  session.on('will-download', (event) => {
    event.preventDefault();
  });
}
