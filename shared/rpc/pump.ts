import type { Credit } from './credit.ts';

export interface PumpOptions {
  readonly credit: Credit;
  readonly signal: AbortSignal;
  readonly send: (item: unknown) => void;
}

/**
 * Sends the items of `source`, one per credit, until it ends, fails (then this rejects) or the signal aborts. On abort the
 * iterator is returned at once: one that waits for something else than the signal would otherwise live on.
 */
export async function pump(source: AsyncIterable<unknown>, { credit, signal, send }: PumpOptions): Promise<void> {
  const iterator = source[Symbol.asyncIterator]();
  const stopped = () => signal.aborted;
  const stop = () => {
    void giveBack(iterator);
    credit.grant(1); // wakes the loop below, should it wait for a client that is gone
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (;;) {
      await credit.take();
      if (stopped()) return;
      const step = await iterator.next();
      if (stopped() || step.done) return;
      send(step.value);
    }
  } catch (thrown) {
    stop();
    throw thrown;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** Nobody listens any more, so what goes wrong while an iterator cleans up after itself is dropped. */
async function giveBack(iterator: AsyncIterator<unknown>): Promise<void> {
  try {
    await iterator.return?.();
  } catch {
    // The stream has ended for its reader already.
  }
}
