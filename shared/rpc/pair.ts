import type { Connection } from './define.ts';
import { copyOfMessage } from './message-copy.ts';

/**
 * Two connections in memory, each the other's far end. They are as strict as the real ones: messages arrive as copies, later,
 * in order; what JSON would change or drop cannot be sent. Closing one end closes both, after what was sent has arrived.
 */
export function createPair(): readonly [Connection, Connection] {
  const left = new Set<(message: unknown) => void>();
  const right = new Set<(message: unknown) => void>();
  let open = true;
  let settle: () => void;
  const closed = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const end = (own: Set<(message: unknown) => void>, far: Set<(message: unknown) => void>): Connection => ({
    send(message) {
      const copy = copyOfMessage(message);
      if (!open) return;
      queueMicrotask(() => {
        for (const listener of [...far]) listener(copy);
      });
    },
    onMessage(listener) {
      own.add(listener);
      return () => own.delete(listener);
    },
    closed,
    close() {
      open = false;
      queueMicrotask(settle);
    },
  });
  return [end(left, right), end(right, left)];
}
