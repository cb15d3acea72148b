/** A value that changes, and everyone who watches it. A slow watcher misses values, never the latest one. */
export interface Latest<T> {
  publish(value: T): void;
  /** The present value at once, then every newer one that is still the latest when it is asked for. Ends on abort and close. */
  watch(signal: AbortSignal): AsyncIterable<T>;
  /** Ends every watcher, after its last value. */
  close(): void;
}

/** Starts with the value `first`. */
export function createLatest<T>(first: T): Latest<T> {
  let value = first;
  let version = 0;
  let closed = false;
  const sleepers = new Set<() => void>();

  const wakeAll = () => {
    for (const wake of [...sleepers]) wake();
  };
  const change = (signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });

  async function* watch(signal: AbortSignal): AsyncGenerator<T, void> {
    let seen = -1;
    const done = () => signal.aborted || (closed && seen === version);
    while (!done()) {
      if (seen === version) await change(signal);
      else {
        seen = version;
        yield value;
      }
    }
  }

  return {
    publish(next) {
      value = next;
      version += 1;
      wakeAll();
    },
    watch,
    close() {
      closed = true;
      wakeAll();
    },
  };
}
