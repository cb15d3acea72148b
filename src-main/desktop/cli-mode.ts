import { app } from 'electron';
import { DiskError } from '#shared/errors.ts';

/**
 * The command line that a packaged program is asked to be: the words behind `--cli`, or undefined when it is to open its window.
 * Only switches may come before it, such as those of the launcher, so that no file by that name is mistaken for it. A `--`
 * right behind it belongs to the launcher too: Chromium reads no switches after it, and leaves ours alone.
 */
export function commandLineAmong(words: readonly string[]): readonly string[] | undefined {
  const start = words.indexOf('--cli');
  if (start < 0 || !words.slice(0, start).every((word) => word.startsWith('-') && word !== '--')) return undefined;
  const rest = words.slice(start + 1);
  return rest[0] === '--' ? rest.slice(1) : rest;
}

/** Runs a command line in place of the window, and ends the program with its exit code. */
export async function runAsCommandLine(words: readonly string[]): Promise<void> {
  app.dock?.hide();
  // Electron takes Ctrl-C and SIGTERM over while it starts; who asks for them last has them, and the command line cleans up.
  await app.whenReady();
  app.exit(await run(words).catch(failure));
}

/** The exit code, once all that was said has been taken. */
async function run(words: readonly string[]): Promise<number> {
  const sentence = refusal(words);
  if (sentence !== undefined) return fail(sentence);
  const { runCommandLine } = await import('../cli/run.ts');
  const code = await runCommandLine(words, app.getAppPath());
  // Pipes of Windows are written to in the background, and app.exit() waits for nothing.
  await Promise.all([settled(process.stdout), settled(process.stderr)]);
  return code;
}

/** Electron for Windows begins its own output with a line break. Text can bear it, the bytes of a disk cannot. */
function refusal([verb]: readonly string[]): string | undefined {
  if (process.platform !== 'win32' || verb !== 'read' || process.stdout.isTTY) return undefined;
  return new DiskError('host.no-byte-output').message;
}

async function fail(sentence: string): Promise<number> {
  process.stderr.write(`platter: ${sentence}\n`);
  await settled(process.stderr);
  return 1;
}

/** The command line itself could not be loaded: a damaged installation. */
function failure(thrown: unknown): Promise<number> {
  return fail(thrown instanceof Error ? thrown.message : String(thrown));
}

/** Resolves when a stream has passed on all that was written to it, or never will. */
function settled(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => {
      resolve();
    });
  });
}
