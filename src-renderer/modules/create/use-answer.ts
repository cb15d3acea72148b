import { onScopeDispose, watch } from 'vue';
import { toWire } from '#shared/errors.ts';
import type { Answer } from '../../backend/answer.ts';

/** Long enough to swallow the keystrokes of a name, short enough not to be noticed. */
const pauseMilliseconds = 120;

export interface Question<Q, A> {
  /** What is asked; undefined while there is nothing to ask. Plain data: it is compared as text. */
  readonly question: () => Q | undefined;
  readonly ask: (question: Q, signal: AbortSignal) => Promise<A>;
  /** Hears at once that the last answer is void, and then the next one. */
  readonly take: (answer: Answer<A>) => void;
}

/** Asks again whenever the question changes. An answer to an older question is never taken. */
export function useAnswer<Q, A>({ question, ask, take }: Question<Q, A>): void {
  let running = new AbortController();

  async function find(asked: Q, signal: AbortSignal): Promise<void> {
    try {
      const value = await ask(asked, signal);
      if (!signal.aborted) take({ kind: 'known', value });
    } catch (thrown) {
      if (!signal.aborted) take({ kind: 'refused', error: toWire(thrown) });
    }
  }

  function restart(): void {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    take({ kind: 'waiting' });
    setTimeout(() => {
      const asked = signal.aborted ? undefined : question();
      if (asked !== undefined) void find(asked, signal);
    }, pauseMilliseconds);
  }

  watch(() => JSON.stringify(question()), restart, { immediate: true });
  onScopeDispose(() => {
    running.abort();
  });
}
