import path from 'node:path';
import { dataFolder } from '#main/server/data-folder.ts';
import { startServer } from '#main/server/server.ts';
import type { Command } from '../command.ts';
import { exitCodes } from '../exit-codes.ts';
import { openInBrowser } from '../open-in-browser.ts';
import { print, say } from '../render/streams.ts';

/** `platter serve`: runs until it is interrupted, which is its normal end. */
export const serve: Command = async ({ arguments: paths, options: { port = 0, open = true }, signal, application }) => {
  const rendererFolder = path.join(application.folder, 'out/renderer');
  const server = await startServer({
    port,
    rendererFolder,
    version: application.version,
    dataFolder: dataFolder(),
    openedPaths: paths.map((given) => path.resolve(given)),
  });
  try {
    // The one line a program waits for, so it is compact whatever other JSON looks like.
    await print(`${JSON.stringify({ url: server.url })}\n`);
    if (open && !(await openInBrowser(server.url))) say('No browser could be opened. Open the address above in one.');
    await interrupted(signal);
  } finally {
    await server.close();
  }
  return exitCodes.fine;
};

function interrupted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else
      signal.addEventListener(
        'abort',
        () => {
          resolve();
        },
        { once: true },
      );
  });
}
