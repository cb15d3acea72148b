/** Counts how many items a client is ready for; a server waits here before it produces the next one. */
export interface Credit {
  grant(count: number): void;
  /** Takes one; waits while there is none. One taker at a time: the pump of one stream. */
  take(): Promise<void>;
}

/** `maximum` bounds what a client can pile up. */
export function createCredit(first: number, maximum: number): Credit {
  let left = first;
  let wake: (() => void) | undefined;
  return {
    grant(count) {
      left = Math.min(left + count, maximum);
      wake?.();
    },
    async take() {
      while (left === 0) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      left -= 1;
    },
  };
}
