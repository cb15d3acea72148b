import { inject, readonly, ref, shallowRef, type InjectionKey, type Ref } from 'vue';
import { contract, type Api } from '#shared/contract/index.ts';
import { connect } from '#shared/rpc/connect.ts';
import type { Open } from './connection.ts';

/** `locked`: the page was opened without its token. `lost`: the connection is gone, and another try is under way. */
export type BackendStatus = 'connecting' | 'online' | 'lost' | 'locked';

/** The one way from the window to the main process. */
export interface Backend {
  readonly status: Readonly<Ref<BackendStatus>>;
  /** Resolves to the API as soon as there is a connection; a call on it rejects with `rpc.closed` once that is lost. */
  api(): Promise<Api>;
}

export interface BackendOptions {
  /** Milliseconds before the n-th try after a loss. */
  readonly delayBefore?: (attempt: number) => number;
}

const longestDelay = 8000;
const doubling = (attempt: number): number => Math.min(longestDelay, 500 * 2 ** attempt);

/** Connects, and connects again after every loss, ever more patiently. */
export function createBackend(open: Open | undefined, options: BackendOptions = {}): Backend {
  const { delayBefore = doubling } = options;
  const status = ref<BackendStatus>(open ? 'connecting' : 'locked');
  const current = shallowRef(Promise.withResolvers<Api>());

  async function keepConnected(reopen: Open): Promise<never> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const connection = await reopen();
        current.value.resolve(connect(contract, connection, { validateResults: import.meta.env.DEV }));
        status.value = 'online';
        attempt = 0;
        await connection.closed;
        current.value = Promise.withResolvers<Api>();
      } catch {
        // Not reachable is not an error of its own: the status says so, and the next try follows.
      }
      status.value = 'lost';
      await pause(delayBefore(attempt));
    }
  }

  if (open) void keepConnected(open);
  return { status: readonly(status), api: () => current.value.promise };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

export const backendKey: InjectionKey<Backend> = Symbol('backend');

/** For stores and `use-<verb>` composables, the only callers of the API. */
export function useBackend(): Backend {
  const backend = inject(backendKey);
  if (!backend) throw new Error('The app was mounted without a backend.');
  return backend;
}
