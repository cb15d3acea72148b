import { computed, onScopeDispose, watch } from 'vue';
import type { Api } from '#shared/contract/index.ts';
import type { ConvertForecast, ConvertInput } from '#shared/model/convert.ts';
import { useBackend } from '../../backend/client.ts';
import { forecastKey } from './convert-input.ts';
import { useConvertStore } from './convert.store.ts';

/** Asks for the likely size of every planned result, one after another: each reads a little of its source. */
export function useForecasts(): void {
  const backend = useBackend();
  const store = useConvertStore();
  const stopped = new AbortController();
  let isAsking = false;
  // Sources may have changed since the page was left.
  store.forecasts.clear();

  const missing = computed<readonly ConvertInput[]>(() =>
    store.rows.flatMap(({ target }) =>
      target.kind === 'known' && !store.forecasts.has(forecastKey(target.value.input)) ? [target.value.input] : [],
    ),
  );

  async function askAll(): Promise<void> {
    if (isAsking) return;
    isAsking = true;
    for (let [next] = missing.value; next && !stopped.signal.aborted; [next] = missing.value) {
      store.forecasts.set(forecastKey(next), await ask(await backend.api(), next));
    }
    isAsking = false;
  }

  /** A forecast that cannot be made is no error: the upper bound of the plan is shown in its place. */
  async function ask(api: Api, input: ConvertInput): Promise<ConvertForecast | 'unknown'> {
    try {
      return await api.convert.forecast(input, stopped.signal);
    } catch {
      return 'unknown';
    }
  }

  watch(missing, () => void askAll(), { immediate: true });
  onScopeDispose(() => {
    stopped.abort();
  });
}
