import { onScopeDispose, readonly, shallowRef, watch, type Ref } from 'vue';
import type { Api } from '#shared/contract/index.ts';
import { toWire } from '#shared/errors.ts';
import type { Answer } from '../../../backend/answer.ts';
import { askUntilAnswered } from '../../../backend/ask.ts';
import { useBackend } from '../../../backend/client.ts';
import { inputOf } from '../image-input.ts';
import type { ImageRow } from '../image-row.ts';

/** An image as the service is told of it. */
export type LookInput = ReturnType<typeof inputOf>;

/**
 * Looks inside an image, and again whenever it changes or `ask` depends on something else that does. Meanwhile the last answer
 * stays; leaving the page ends the look.
 */
export function useLook<T extends object>(
  row: () => ImageRow,
  ask: () => (api: Api, input: LookInput, signal: AbortSignal) => Promise<T>,
): Readonly<Ref<Answer<T>>> {
  const backend = useBackend();
  const answer = shallowRef<Answer<T>>({ kind: 'waiting' });
  let current = new AbortController();

  async function look(): Promise<void> {
    current.abort();
    const { signal } = (current = new AbortController());
    const answered = () => askUntilAnswered(backend, (api) => ask()(api, inputOf(row()), signal), signal);
    const next = await answerOf(answered);
    if (!signal.aborted) answer.value = next;
  }

  watch(
    () => [row().path, row().sourceFormat, row().image, ask()],
    () => {
      // What the file is, is being found out; the look follows.
      if (row().image.kind !== 'waiting') void look();
    },
    { immediate: true },
  );
  onScopeDispose(() => {
    current.abort();
  });
  return readonly(answer) as Readonly<Ref<Answer<T>>>;
}

async function answerOf<T>(ask: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { kind: 'known', value: await ask() };
  } catch (thrown) {
    return { kind: 'refused', error: toWire(thrown) };
  }
}
