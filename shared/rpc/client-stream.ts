import type { Exchange, Listener } from './exchange.ts';

interface Reader<T> {
  resolve(step: IteratorResult<T, undefined>): void;
  reject(thrown: unknown): void;
}

/** How many items may be on their way or wait unread. Few: streams carry snapshots, and old snapshots are of no use. */
export const streamCredit = 4;

/**
 * The reading end of a stream. `open` is called at the first `next()`, with the listener that takes the items; after an abort
 * of `signal` it passes on no more of them.
 *
 * It is written by hand because an `async function*` queues `return()` behind a pending `next()`: a component that unmounts
 * while it waits for the next item would wait for ever, and the server would go on producing.
 */
export function createClientStream<T>(
  open: (listener: Listener) => Exchange,
  accept: (value: unknown) => T,
  signal?: AbortSignal,
): AsyncIterator<T, undefined> {
  const unread: T[] = [];
  const readers: Reader<T>[] = [];
  let exchange: Exchange | undefined;
  let over: { readonly failure?: unknown } | undefined;

  const listener: Listener = {
    item(value) {
      try {
        const item = accept(value);
        const reader = readers.shift();
        if (!reader) {
          unread.push(item);
          return;
        }
        reader.resolve({ done: false, value: item });
        exchange?.grant(1);
      } catch (thrown) {
        exchange?.cancel();
        listener.failed(thrown);
      }
    },
    done() {
      over ??= {};
      for (const reader of readers.splice(0)) reader.resolve(finished);
    },
    failed(thrown) {
      if (over) return;
      const [first, ...others] = readers.splice(0);
      over = first ? {} : { failure: thrown };
      first?.reject(thrown);
      for (const reader of others) reader.resolve(finished);
    },
  };

  return {
    next() {
      if (!over) exchange ??= open(listener);
      if (signal?.aborted) unread.length = 0;
      if (unread.length > 0) {
        const value = unread.shift() as T;
        exchange?.grant(1);
        return Promise.resolve({ done: false, value });
      }
      if (!over) return new Promise((resolve, reject) => readers.push({ resolve, reject }));
      const ended = over;
      over = {};
      return 'failure' in ended ? reject(ended.failure) : Promise.resolve(finished);
    },
    return() {
      over = {};
      unread.length = 0;
      for (const reader of readers.splice(0)) reader.resolve(finished);
      exchange?.cancel();
      return Promise.resolve(finished);
    },
  };
}

const finished = { done: true, value: undefined } as const;

/** Rejects with the value as it came: the reason of an abort is the caller's own and may be anything. */
function reject(thrown: unknown): Promise<never> {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- see above
  return Promise.reject(thrown);
}
