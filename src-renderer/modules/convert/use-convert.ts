import { computed, type ComputedRef } from 'vue';
import { useRouter } from 'vue-router';
import { toWire } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { convertText } from '../../text/convert.ts';
import { useCatalogueStore } from '../formats/catalogue.store.ts';
import { inputOf } from './convert-input.ts';
import { useConvertStore } from './convert.store.ts';
import { problemOf, type Row } from './row.ts';

export interface Convert {
  readonly convert: Action;
  /** How many rows would be started. */
  readonly count: ComputedRef<number>;
}

/** Starts one job for every row that is ready. Rows that were started leave the list; the others stay with their reason. */
export function useConvert(): Convert {
  const backend = useBackend();
  const router = useRouter();
  const store = useConvertStore();
  const catalogue = useCatalogueStore();
  const host = useAboutStore();
  const ready = computed(() => store.rows.filter((row) => row.target.kind === 'known'));

  /** Starts the job of a row; false when it was refused, and the row says why. */
  async function start(row: Row): Promise<boolean> {
    const input = inputOf(row, { store, catalogue, paths: host.paths })?.(1);
    if (!input || row.target.kind !== 'known') return false;
    try {
      await (await backend.api()).convert.start({ ...input, target: row.target.value.plan.target });
      return true;
    } catch (thrown) {
      store.change(row.id, { target: { kind: 'refused', error: toWire(thrown) } });
      return false;
    }
  }

  const convert = defineAction({
    validate: () => {
      const { rows } = store;
      if (rows.length === 0) return convertText.reason.empty;
      if (rows.some((row) => row.target.kind === 'waiting' && problemOf(row) === undefined))
        return convertText.reason.waiting;
      return ready.value.length === 0 ? convertText.reason.noneReady : undefined;
    },
    run: async () => {
      const started: string[] = [];
      for (const row of ready.value) if (await start(row)) started.push(row.id);
      store.remove(started);
      if (started.length > 0 && store.rows.length === 0) await router.push({ name: 'jobs' });
    },
  });

  return { convert, count: computed(() => ready.value.length) };
}
