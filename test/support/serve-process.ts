import { startServer } from '#main/server/server.ts';

/** A served window as a process of its own, which tests can kill: `<folder of the window> <data folder> <paths to grant …>`. */
const [rendererFolder = '', dataFolder = '', ...openedPaths] = process.argv.slice(2);
const server = await startServer({ rendererFolder, dataFolder, openedPaths, version: '1.2.3' });
process.stdout.write(`${server.url}\n`);
process.once('SIGTERM', () => {
  void server.close();
});
