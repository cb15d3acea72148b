import { computed, readonly, ref, type ComputedRef, type Ref } from 'vue';
import { useBackend } from '../backend/client.ts';
import { shellText } from '../text/shell.ts';
import { useNotices } from './notices.ts';

export interface ActionDefinition {
  /** Why the action cannot run now, in words; undefined when it can. */
  readonly validate: () => string | undefined;
  readonly run: () => Promise<void>;
}

/** All that a button needs to know of what it does. */
export interface Action {
  /** Also while it is running: a button that is disabled under the finger of its person loses the keyboard's focus. */
  readonly canRun: ComputedRef<boolean>;
  /** Why it cannot run; undefined while it can or is running. */
  readonly reason: ComputedRef<string | undefined>;
  readonly isRunning: Readonly<Ref<boolean>>;
  /** Does nothing when it cannot run, or is running. An error becomes a notice. */
  readonly run: () => Promise<void>;
}

/**
 * Pairs what an action does with when it may: the one place where buttons get their states from. While the connection is lost it may
 * not: what was asked for then would be done at some later moment, when nobody expects it any more.
 */
export function defineAction({ validate, run }: ActionDefinition): Action {
  const { status } = useBackend();
  const isCutOff = () => status.value === 'lost' || status.value === 'locked';
  return definePageAction({ validate: () => (isCutOff() ? shellText.connection.needed : validate()), run });
}

/** The same for what the page does by itself, connected or not. */
export function definePageAction({ validate, run }: ActionDefinition): Action {
  const notices = useNotices();
  const isRunning = ref(false);
  const reason = computed(() => (isRunning.value ? undefined : validate()));
  const canRun = computed(() => reason.value === undefined);
  return {
    canRun,
    reason,
    isRunning: readonly(isRunning),
    async run() {
      if (isRunning.value || !canRun.value) return;
      isRunning.value = true;
      try {
        await run();
      } catch (thrown) {
        notices.showError(thrown);
      } finally {
        isRunning.value = false;
      }
    },
  };
}
