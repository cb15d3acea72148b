// npm start: opens the window, in Electron where it runs and in a browser elsewhere. Builds first what is not up to date.
import { spawn, type ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { ensureBuilt } from '#test/support/build.ts';
import { obtainElectron, sandboxWords, whyNoDisplay } from './support/electron.ts';
import { inProject, projectFolder } from './support/project.ts';

/** Electron that ends this soon, and not well, never showed a window: a library is missing, or the display is. */
const startMilliseconds = 5_000;

await ensureBuilt();
const words = process.argv.slice(2);
const reason = await openWindow();
if (reason !== undefined) {
  console.log(`${reason}: the same window is served to a browser instead.`);
  await serve();
}

/** Shows the window until it is closed; or says at once why Electron cannot. */
async function openWindow(): Promise<string | undefined> {
  const noDisplay = whyNoDisplay();
  if (noDisplay !== undefined) return noDisplay;
  const electron = await obtainElectron();
  if (electron === undefined) return "Electron's runtime is not installed and cannot be downloaded";
  const sandbox = sandboxWords();
  if (sandbox.length > 0) console.log("Started as root: Electron runs without Chromium's sandbox.");
  const startedAt = performance.now();
  await follow(spawn(electron, [projectFolder, ...sandbox, ...words], { stdio: 'inherit' }));
  const failed = process.exitCode !== 0 && performance.now() - startedAt < startMilliseconds;
  return failed ? 'Electron does not start here' : undefined;
}

async function serve(): Promise<void> {
  const quietly = whyNoDisplay() === undefined ? [] : ['--no-open'];
  const server = spawn(process.execPath, [inProject('out/main/cli.js'), 'serve', ...quietly, ...words], {
    stdio: ['inherit', 'pipe', 'inherit'],
  });
  createInterface(server.stdout).once('line', (line) => {
    const { url } = JSON.parse(line) as { url: string };
    console.log(`Platter is at ${url}\nCtrl-C ends it.`);
  });
  await follow(server);
}

/** Ends when the child ends. Ctrl-C reaches the child by itself, other requests to end are passed on; it then cleans up. */
async function follow(child: ChildProcess): Promise<void> {
  const ignore = (): void => undefined;
  const passOn = (): void => void child.kill('SIGTERM');
  process.on('SIGINT', ignore).on('SIGTERM', passOn);
  process.exitCode = await new Promise<number>((resolve) => {
    child.once('error', () => {
      resolve(1);
    });
    child.once('exit', (status) => {
      resolve(status ?? 1);
    });
  });
  process.off('SIGINT', ignore).off('SIGTERM', passOn);
}
