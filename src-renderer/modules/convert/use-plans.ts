import { onScopeDispose, watch } from 'vue';
import { toWire } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { useCatalogueStore } from '../formats/catalogue.store.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';
import { inputOf } from './convert-input.ts';
import { useConvertStore } from './convert.store.ts';
import { planUnderFreeName } from './plan-row.ts';

/** Long enough to swallow the keystrokes of an option, short enough not to be noticed. */
const pauseMilliseconds = 120;

/**
 * Keeps the plans of all rows up to date: names, sizes, clashes. They are made in the order of the rows, because each name
 * that is given away is taken for the rows below.
 */
export function usePlans(): void {
  const backend = useBackend();
  const store = useConvertStore();
  const catalogue = useCatalogueStore();
  const host = useAboutStore();
  const jobs = useJobsStore();
  const current = new Map<string, string>();
  let running = new AbortController();

  function wanted() {
    return store.rows.map((row) => ({ id: row.id, inputFor: inputOf(row, { store, catalogue, paths: host.paths }) }));
  }

  async function planAll(signal: AbortSignal): Promise<void> {
    const api = await backend.api();
    const taken = new Set(jobs.activeTargets);
    for (const { id, inputFor } of wanted()) {
      if (!inputFor) continue;
      const key = JSON.stringify([inputFor(1), [...taken]]);
      if (current.get(id) !== key) store.change(id, { target: { kind: 'waiting' } });
      try {
        const target = await planUnderFreeName(api, { inputFor, taken }, signal);
        taken.add(target.plan.target);
        store.change(id, { target: { kind: 'known', value: target } });
      } catch (thrown) {
        if (signal.aborted) return;
        store.change(id, { target: { kind: 'refused', error: toWire(thrown) } });
      }
      current.set(id, key);
    }
  }

  function restart(): void {
    running.abort();
    running = new AbortController();
    const { signal } = running;
    setTimeout(() => {
      if (!signal.aborted) void planAll(signal);
    }, pauseMilliseconds);
  }

  const asked = () => JSON.stringify([wanted().map(({ id, inputFor }) => [id, inputFor?.(1)]), jobs.activeTargets]);
  watch(asked, restart, { immediate: true });
  onScopeDispose(() => {
    running.abort();
  });
}
