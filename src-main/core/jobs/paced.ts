/** An action that is asked for often and done rarely. */
export interface Paced {
  /** Does it now or, when it was done less than the interval ago, once at the end of the interval. */
  request(): void;
  /** Does it now, whatever was asked before. */
  now(): void;
  /** Forgets what was asked. */
  stop(): void;
}

/** Does `action` at most once every `intervalMs`, and always once after the last request. */
export function paced(intervalMs: number, action: () => void): Paced {
  let doneAt = -Infinity;
  let timer: NodeJS.Timeout | undefined;

  const stop = () => {
    clearTimeout(timer);
    timer = undefined;
  };
  const now = () => {
    stop();
    doneAt = performance.now();
    action();
  };
  return {
    request() {
      if (timer) return;
      const wait = doneAt + intervalMs - performance.now();
      if (wait <= 0) now();
      else timer = setTimeout(now, wait);
    },
    now,
    stop,
  };
}
