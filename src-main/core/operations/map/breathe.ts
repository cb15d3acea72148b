import { setImmediate } from 'node:timers/promises';

/** Longer than this, nobody else should have to wait for their turn. */
const longestTurn = 12;

/**
 * Makes work that is all arithmetic give way: what is returned lets everything else that waits have its turn when the last time
 * was more than 12 ms ago. Throws when the signal aborts.
 */
export function createBreath(signal: AbortSignal): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < longestTurn) return;
    await setImmediate();
    signal.throwIfAborted();
    since = performance.now();
  };
}
