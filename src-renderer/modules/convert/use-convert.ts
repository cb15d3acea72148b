import { computed, type ComputedRef } from 'vue';
import { useRouter } from 'vue-router';
import { toWire } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { defineAction, type Action } from '../../shell/action.ts';
import { useNotices } from '../../shell/notices.ts';
import { convertText } from '../../text/convert.ts';
import { careOf } from './convert-input.ts';
import { useConvertStore } from './convert.store.ts';
import { canBecome, isHeld, needsFolder, problemOf, type Row } from './row.ts';
import { useInputs } from './use-inputs.ts';

export interface Convert {
  readonly convert: Action;
  /** How many rows would be started. */
  readonly count: ComputedRef<number>;
}

/** Starts one job for every row that is ready. Rows that were started leave the list; the others stay with their reason. */
export function useConvert(): Convert {
  const backend = useBackend();
  const router = useRouter();
  const notices = useNotices();
  const store = useConvertStore();
  const { nameFor, plannedOf } = useInputs();
  const ready = computed(() => store.rows.filter((row) => plannedOf(row) !== undefined && !isHeld(row)));

  /** True for a row that something is still to be found out about. */
  function isWaiting(row: Row): boolean {
    if (row.image.kind === 'waiting') return true;
    if (!canBecome(row) || nameFor(row)?.isUsable === false) return false;
    return plannedOf(row) === undefined && problemOf(row) === undefined && !needsFolder(row);
  }

  /** Starts the job of a row; false when it was refused, and the row says why. */
  async function start(row: Row): Promise<boolean> {
    const input = plannedOf(row)?.input;
    if (!input) return false;
    try {
      await (await backend.api()).convert.start({ ...input, ...careOf(store) });
      return true;
    } catch (thrown) {
      store.change(row.id, { target: { kind: 'refused', error: toWire(thrown) } });
      return false;
    }
  }

  /** Returns how many jobs were started. */
  async function startAll(): Promise<number> {
    const started: string[] = [];
    store.isStarting = true;
    try {
      for (const row of ready.value) if (await start(row)) started.push(row.id);
    } finally {
      store.isStarting = false;
      store.remove(started);
    }
    return started.length;
  }

  const convert = defineAction({
    validate: () => {
      const { rows } = store;
      if (rows.length === 0) return convertText.reason.empty;
      if (store.isStarting || rows.some(isWaiting)) return convertText.reason.waiting;
      if (ready.value.length > 0) return undefined;
      return rows.some(needsFolder) ? convertText.reason.folder : convertText.reason.noneReady;
    },
    run: async () => {
      const started = await startAll();
      if (started === 0) return;
      if (store.rows.length > 0) notices.tell(convertText.started(started), convertText.othersStay);
      // Who has gone elsewhere meanwhile is left there.
      else if (router.currentRoute.value.name === 'convert') await router.push({ name: 'jobs' });
    },
  });

  return { convert, count: computed(() => ready.value.length) };
}
