import { DiskError } from '#shared/errors.ts';

/** Whoever read our output has stopped reading, as `head` does: nothing to complain about. */
export class ReaderLeft extends Error {
  override readonly name = 'ReaderLeft';
}

// A failed write is answered where it was asked for; without listeners the event would end the process with a stack trace.
process.stdout.on('error', () => undefined);
process.stderr.on('error', () => undefined);

let isBegun = false;

/** True as soon as something went to stdout: what follows would be taken for a part of it. */
export function hasBegunToPrint(): boolean {
  return isBegun;
}

/**
 * Writes to stdout and waits until it is taken, so that a long result needs no memory.
 * Throws ReaderLeft when the pipe is closed and `file.input-output` for any other failure.
 */
export function print(text: string | Uint8Array): Promise<void> {
  isBegun = true;
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => {
      if (!error) resolve();
      else if ('code' in error && error.code === 'EPIPE') reject(new ReaderLeft());
      else reject(new DiskError('file.input-output', { path: 'Standard output', cause: error.message }));
    });
  });
}

/**
 * Writes the result of work that is done. That nobody reads it to its end does not change how the work ended, so it is no
 * error; throws `file.input-output` for any other failure.
 */
export async function printResult(text: string): Promise<void> {
  try {
    await print(text);
  } catch (thrown) {
    if (!(thrown instanceof ReaderLeft)) throw thrown;
  }
}

/** Says a sentence to a person, on stderr. */
export function say(sentence: string): void {
  process.stderr.write(`platter: ${sentence}\n`);
}
