import type { WindowRequest } from '#shared/model/command.ts';

/** What the program asks of the window's page. */
export interface WindowRequests {
  /** Asks the page that listens, else the next one that does. */
  send(request: WindowRequest): void;
  /** What was asked and not yet taken, then all that is asked later: each once, also when a page is loaded anew. Ends on abort. */
  watch(signal: AbortSignal): AsyncIterable<WindowRequest>;
}

/** Requests kept while no page listens. Of more, the oldest are forgotten: nobody waits for what was clicked so long ago. */
const mostWaiting = 32;

export function createWindowRequests(): WindowRequests {
  const waiting: WindowRequest[] = [];
  const sleepers = new Set<() => void>();

  function arrival(signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        sleepers.delete(wake);
        signal.removeEventListener('abort', wake);
        resolve();
      };
      sleepers.add(wake);
      signal.addEventListener('abort', wake);
    });
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<WindowRequest, void> {
    while (!signal.aborted) {
      const next = waiting.shift();
      if (next) yield next;
      else await arrival(signal);
    }
  }

  return {
    send(request) {
      waiting.push(request);
      if (waiting.length > mostWaiting) waiting.shift();
      for (const wake of [...sleepers]) wake();
    },
    watch,
  };
}
