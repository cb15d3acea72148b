import { exitCodes } from './exit-codes.ts';
import { say } from './render/streams.ts';

/**
 * Turns Ctrl-C, SIGTERM and the end of the terminal into an abort, so that work stops and removes what it had written.
 * Impatience gets an answer: the second signal says what is going on, the third leaves at once.
 */
export function watchInterrupts(): { readonly signal: AbortSignal } {
  const controller = new AbortController();
  let count = 0;
  const interrupted = (): void => {
    count += 1;
    if (count === 1) controller.abort();
    if (count === 2) {
      say('What was written so far is being removed. A third interrupt leaves at once and may leave temporary files.');
    }
    if (count > 2) process.exit(exitCodes.interrupted);
  };
  process.on('SIGINT', interrupted).on('SIGTERM', interrupted);
  // A closed window or a lost connection, which the shell tells once more: nobody is there to be impatient. That `nohup` ignores
  // it no program in Node can know, which takes the signal back before anything of this runs.
  process.on('SIGHUP', () => {
    controller.abort();
  });
  return { signal: controller.signal };
}
