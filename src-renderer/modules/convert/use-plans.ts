import { onScopeDispose, watch } from 'vue';
import type { Api } from '#shared/contract/index.ts';
import { toWire } from '#shared/errors.ts';
import { useBackend } from '../../backend/client.ts';
import { useJobsStore } from '../jobs/jobs.store.ts';
import { useConvertStore } from './convert.store.ts';
import { planUnderFreeName, type NamedInput } from './plan-row.ts';
import type { Row } from './row.ts';
import { useInputs } from './use-inputs.ts';

/** Long enough to swallow the keystrokes of an option, short enough not to be noticed. */
const pauseMilliseconds = 120;

/** What a plan was made of. It stands as long as that is so. */
interface Ground {
  readonly wish: string;
  /** The path it gave away; undefined when it was refused. */
  readonly target?: string;
  readonly yielded: readonly string[];
}

interface WantedPlan {
  readonly row: Row;
  readonly wish: string;
  readonly named: NamedInput;
}

/**
 * Keeps the plans of all rows up to date: names, sizes, clashes. They are made in the order of the rows, because each name
 * that is given away is taken for the rows below. A row is planned again only when its own wish, or a name it goes by, has changed.
 */
export function usePlans(): void {
  const backend = useBackend();
  const store = useConvertStore();
  const jobs = useJobsStore();
  const { inputFor, wishOf } = useInputs();
  const grounds = new Map<string, Ground>();
  let running = new AbortController();

  function stands({ wish, target, yielded }: Ground, now: string, taken: ReadonlySet<string>): boolean {
    return wish === now && (target === undefined || !taken.has(target)) && yielded.every((path) => taken.has(path));
  }

  async function planAll(signal: AbortSignal): Promise<void> {
    const api = await backend.api();
    const taken = new Set(jobs.activeTargets);
    for (const row of store.rows) {
      const inputs = inputFor(row);
      const wish = wishOf(row);
      if (!inputs || wish === undefined) continue;
      let ground = grounds.get(row.id);
      // A plan that was given up halfway left its row waiting.
      if (!ground || row.target.kind === 'waiting' || !stands(ground, wish, taken)) {
        const named = { inputFor: inputs, taken };
        const planned = await plan(api, { named, wish, row }, signal);
        if (!planned) return;
        ground = planned;
        grounds.set(row.id, ground);
      }
      if (ground.target !== undefined) taken.add(ground.target);
    }
  }

  /**
   * True while what a row shows may stay there until its new plan is made. A page that is opened again plans everything again:
   * rows that waited meanwhile would take the button from under the pointer.
   */
  function mayStay({ target, wish: before }: Row, now: string, taken: ReadonlySet<string>): boolean {
    return before === now && !(target.kind === 'known' && taken.has(target.value.plan.target));
  }

  /** Plans one row and shows it; undefined when planning was stopped. */
  async function plan(api: Api, { row, wish, named }: WantedPlan, signal: AbortSignal): Promise<Ground | undefined> {
    const { id } = row;
    if (!mayStay(row, wish, named.taken)) store.change(id, { target: { kind: 'waiting' }, wish });
    try {
      const { yielded, ...found } = await planUnderFreeName(api, named, signal);
      store.change(id, { target: { kind: 'known', value: found } });
      return { wish, target: found.plan.target, yielded };
    } catch (thrown) {
      if (signal.aborted) return undefined;
      store.change(id, { target: { kind: 'refused', error: toWire(thrown) } });
      return { wish, yielded: [] };
    }
  }

  function restart(): void {
    running.abort();
    if (store.isStarting) return;
    running = new AbortController();
    const { signal } = running;
    setTimeout(() => {
      if (!signal.aborted) void planAll(signal);
    }, pauseMilliseconds);
  }

  // While jobs are being started their rows are still there, and would be given other names than their own.
  const asked = () =>
    store.isStarting ? '' : JSON.stringify([store.rows.map((row) => [row.id, wishOf(row)]), jobs.activeTargets]);
  watch(asked, restart, { immediate: true });
  onScopeDispose(() => {
    running.abort();
  });
}
