import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Application } from './command.ts';
import { exitCodes, type ExitCode } from './exit-codes.ts';
import { watchInterrupts } from './interrupts.ts';
import { parseCommandLine } from './parse.ts';
import { reportFailure } from './render/failure.ts';
import { print } from './render/streams.ts';

/** Runs one command line and says how the process should end. Never throws: what goes wrong is put into words. */
export async function runCommandLine(words: readonly string[], folder: string): Promise<ExitCode> {
  const asJson = asksForJson(words);
  const { signal } = watchInterrupts();
  // What no one awaited is told in a sentence as well, not in Node's own words.
  process.on(
    'uncaughtException',
    (thrown) => void reportFailure(thrown, { asJson }).then((code) => process.exit(code)),
  );
  try {
    const application = await describeApplication(folder);
    const request = parseCommandLine(words, application.version);
    if (request.kind === 'text') {
      await print(request.text);
      return exitCodes.fine;
    }
    const { verb, ...call } = request;
    const command = await verb.load();
    return await command({ ...call, signal, application });
  } catch (thrown) {
    return reportFailure(thrown, { asJson });
  }
}

async function describeApplication(folder: string): Promise<Application> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as { version: string };
  return { version: manifest.version, folder };
}

/** Also for a command line that was not understood. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--');
  return words.slice(0, end < 0 ? undefined : end).includes('--json');
}
